/** npm run trial:autoscale -- --requests 1400 --minutes 5 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { autoscaleTrial } from './autoscale/autoscale-trial.ts';
import { autoscalePage } from './autoscale/write-report.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1400' },
    minutes: { type: 'string', default: '5' },
    spot: { type: 'string', default: '2' },
    dedicated: { type: 'string', default: '4' },
    kills: { type: 'string', default: '6' },
    'kill-every-seconds': { type: 'string', default: '30' },
    speed: { type: 'string', default: '0.14' },
    page: { type: 'string', default: 'docs/trials/autoscale.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const report = await autoscaleTrial({
  requests: Number(values.requests),
  minutes: Number(values.minutes),
  spot: Number(values.spot),
  dedicated: Number(values.dedicated),
  kills: Number(values.kills),
  killEveryMs: Number(values['kill-every-seconds']) * 1_000,
  speed: Number(values.speed),
  say,
});
const page = autoscalePage(report);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;
