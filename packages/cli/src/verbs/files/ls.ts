import { listPages } from '../../client/list-pages.ts';
import type { WireFile } from '../../client/wire-file.ts';
import { exitCodes } from '../../exit-code.ts';
import { textFlag } from '../../flags/flag.ts';
import { fileListView } from '../../views/file-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const filesLsVerb: Verb = defineClientVerb({
  name: 'files ls',
  summary: 'list files, newest first',
  description: 'Lists the files that were uploaded and those that batches have made, the newest first.',
  flags: {
    purpose: textFlag({ help: 'only files of this purpose, for instance batch or batch_output', value: 'PURPOSE' }),
    ...listFlags,
  },
  examples: [['spillway files ls --purpose batch_output', 'what batches have made']],
  async run({ api, flags, output, clock }) {
    const query = { purpose: flags.purpose };
    const pages = listPages<WireFile>({ api, path: '/v1/files', query, pageLimit: 1_000, ...extentOf(flags) });
    await showList(output, pages, fileListView(clock.now()));
    return exitCodes.ok;
  },
});
