import { brokenConnection } from '../../client/broken-connection.ts';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { exitCodes } from '../../exit-code.ts';
import { textFlag } from '../../flags/flag.ts';
import { producedPath } from '../../run/produced-paths.ts';
import { writeWhole } from '../../run/write-whole.ts';
import { formatBytes } from '../../terminal/amount.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { filterFlags, filterOf } from './filter-flags.ts';

const flags = {
  ...filterFlags,
  output: textFlag({ help: 'write them to this file, whole or not at all', value: 'FILE', short: 'o' }),
};

export const deadLettersDownloadVerb: Verb = defineClientVerb({
  name: 'dead-letters download',
  summary: 'print requests that were given up as lines of JSON, with all that is known of them',
  description:
    'One object a line: the request, its lines of input and output, and every attempt. As many as there are; the server ' +
    'and this command hold only a few at a time.',
  flags,
  examples: [
    ['spillway dead-letters download -o dead.jsonl', 'all of them, into a file'],
    ['spillway dead-letters download --batch batch_abc | jq -c .input', 'the input lines, to mend and send again'],
  ],
  async run(call) {
    const { flags, output } = call;
    const path = flags.output === undefined ? undefined : await producedPath(flags.output);
    const lines = linesOf(call);
    if (path !== undefined) {
      const bytes = await writeWhole(path, lines);
      output.event({ event: 'downloaded', path, bytes }, `${formatBytes(bytes)} written to ${path}`);
      return exitCodes.ok;
    }
    for await (const chunk of lines) if (!(await output.data(chunk))) break;
    return exitCodes.ok;
  },
});

async function* linesOf({ api, flags: asked }: ClientCall<typeof flags>): AsyncGenerator<Uint8Array> {
  const headers = { accept: 'application/x-ndjson' };
  const { body } = await api.open({ path: deadLettersPath('/content'), query: filterOf(asked), headers });
  try {
    for await (const chunk of body ?? []) yield chunk;
  } catch (error) {
    api.signal.throwIfAborted();
    throw brokenConnection(error, api.address);
  }
}
