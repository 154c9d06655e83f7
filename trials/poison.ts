/** npm run trial:poison -- --lines 200 --storm-lines 1500 --workers 3 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { poisonTrial } from './poison/poison-trial.ts';
import { poisonPage } from './poison/write-report.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '200' },
    'storm-lines': { type: 'string', default: '1500' },
    workers: { type: 'string', default: '3' },
    'kill-every-seconds': { type: 'string', default: '4' },
    page: { type: 'string', default: 'docs/trials/poison.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const reports = await poisonTrial({
  lines: Number(values.lines),
  stormLines: Number(values['storm-lines']),
  workers: Number(values.workers),
  everyMs: Number(values['kill-every-seconds']) * 1_000,
  whole: true,
  say,
});
const page = poisonPage(reports);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = reports.some(({ faults }) => faults.length > 0) ? 1 : 0;
