import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { parsedFlag, switchFlag, textFlag } from '../../flags/flag.ts';
import { filedLines, type LineSink, printedLines } from '../../results/line-sink.ts';
import { type ResultLines, resultLines } from '../../results/result-lines.ts';
import { countOf } from '../../terminal/amount.ts';
import { TroubleNote } from '../../terminal/trouble-note.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

const flags = {
  follow: switchFlag({ help: 'wait for more lines until the batch has ended', short: 'f' }),
  output: textFlag({ help: 'write the lines to this file instead of printing them', value: 'FILE', short: 'o' }),
  order: parsedFlag({
    help: 'completion: as the requests end. input: in the order of the input, as far as it is finished',
    value: 'ORDER',
    wish: 'completion or input',
    fallback: 'completion',
    parse: (text) => (['completion', 'input'].includes(text) ? text : undefined),
  }),
  cursor: textFlag({
    help: 'go on where an earlier call with the same order stopped; --output is then written behind its end',
    value: 'CURSOR',
  }),
};

type ResultsCall = ClientCall<typeof flags>;

export const resultsVerb: Verb = defineClientVerb({
  name: 'results',
  summary: 'print the finished lines of a batch, also while it runs',
  operands: 'BATCH',
  description:
    'Prints the lines of finished requests, answers and errors alike, as they will stand in the files of the batch: ' +
    'those that there are now, or with --follow all of them, as they come. Every line comes once. Interrupted, it says ' +
    'with which --cursor to go on.',
  flags,
  examples: [
    ['spillway results batch_abc -o answers.jsonl', 'what there is now, into a file'],
    ['spillway results batch_abc --follow | jq -r .custom_id', 'as the requests end'],
    ['spillway results batch_abc --follow --order input -o answers.jsonl', 'all of them, in the order of the input'],
  ],
  async run(call) {
    const { flags } = call;
    await using sink =
      flags.output === undefined
        ? printedLines(call.output)
        : await filedLines(flags.output, { goOn: flags.cursor !== undefined });
    return await copyLines(call, sink);
  },
});

async function copyLines(call: ResultsCall, sink: LineSink): Promise<ExitCode> {
  const { api, clock, output, operand: id, flags } = call;
  const { order, cursor, follow } = flags;
  const trouble = new TroubleNote(output);
  const onBroken = (error: Error): void => trouble.say(error);
  let last: ResultLines | undefined;
  let lines = 0;
  try {
    for await (const page of resultLines({ api, clock, id, order, cursor, follow, onBroken })) {
      trouble.end();
      if (!(await sink.write(page.bytes))) return exitCodes.ok;
      lines += newlinesIn(page.bytes);
      last = page;
    }
  } catch (error) {
    if (last) sayHowToGoOn(call, last.cursor, 'Stopped');
    throw error;
  }
  if (flags.output !== undefined) output.note(`${countOf(lines, 'line')} written to ${flags.output}`);
  if (last && !last.done) sayHowToGoOn(call, last.cursor, 'The batch has not ended');
  return exitCodes.ok;
}

/** On stderr, where it does not mix with the lines. */
function sayHowToGoOn({ operand: id, flags, output, command }: ResultsCall, cursor: string, why: string): void {
  if (cursor === '') return;
  const file = flags.output === undefined ? [] : ['-o', flags.output];
  const line = command('results', id, '--follow', '--order', flags.order, ...file, '--cursor', cursor);
  output.log({ event: 'interrupted', cursor, resume: line }, `${why}. Go on with:\n  ${line}`);
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
