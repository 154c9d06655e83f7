import { explainAbsence } from '../../client/absent-hint.ts';
import { downloadFile } from '../../client/download-file.ts';
import { exitCodes } from '../../exit-code.ts';
import { textFlag } from '../../flags/flag.ts';
import { producedPath } from '../../run/produced-paths.ts';
import { writeWhole } from '../../run/write-whole.ts';
import { formatBytes } from '../../terminal/amount.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const filesContentVerb: Verb = defineClientVerb({
  name: 'files content',
  summary: 'print what is in a file, or download it',
  operands: 'FILE',
  description:
    'Prints the content of a file byte by byte, or writes it to --output, whole or not at all. Where a connection ' +
    'breaks it goes on with the next byte.',
  flags: { output: textFlag({ help: 'write it to this file', value: 'PATH', short: 'o' }) },
  examples: [
    ['spillway files content file-abc -o answers.jsonl', 'into a file'],
    ['spillway files content file-abc | head -1', 'the first line'],
  ],
  async run({ api, flags, operand: id, output }) {
    const path = flags.output === undefined ? undefined : await producedPath(flags.output);
    return await explainAbsence(api, { kind: 'file', id }, async () => {
      const content = downloadFile({ api, id });
      if (path !== undefined) {
        const bytes = await writeWhole(path, content);
        output.event({ event: 'downloaded', id, path, bytes }, `${formatBytes(bytes)} written to ${path}`);
        return exitCodes.ok;
      }
      for await (const chunk of content) if (!(await output.data(chunk))) break;
      return exitCodes.ok;
    });
  },
});
