/** npm run trial:hazards -- --giant-bytes 1000000000 --lines 1000000 --planned-lines 10000000 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { hazardsTrial } from './hazards/hazards-trial.ts';
import { hazardsPage } from './hazards/write-report.ts';
import { megabytes } from './memory/tables.ts';

const { values } = parseArgs({
  options: {
    'giant-bytes': { type: 'string', default: '1000000000' },
    lines: { type: 'string', default: '1000000' },
    'planned-lines': { type: 'string', default: '10000000' },
    only: { type: 'string' },
    page: { type: 'string', default: 'docs/trials/hazards.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const report = await hazardsTrial({
  giantBytes: Number(values['giant-bytes']),
  answeredLines: Number(values.lines),
  plannedLines: Number(values['planned-lines']),
  ...(values.only !== undefined && { only: values.only.split(',') }),
  onResult: ({ hazard, faults, answer, memory: { before, peak }, seconds }) => {
    const verdict = faults.length === 0 ? 'ok   ' : 'WRONG';
    say(
      `${verdict} ${hazard.name.padEnd(20)} ${megabytes(before)} -> ${megabytes(peak)} MB ${seconds.toFixed(1)} s  ${answer.slice(0, 160)}`,
    );
  },
});
for (const fault of report.faults) say(`not as the contract says: ${fault}`);
if (values.only === undefined) {
  await mkdir('docs/trials', { recursive: true });
  await writeFile(values.page, hazardsPage(report));
  say(`written to ${values.page}`);
}
process.exitCode = report.faults.length > 0 ? 1 : 0;
