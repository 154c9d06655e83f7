/** npm run trial:autoscale -- --requests 1400 --minutes 5 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { autoscaleTrial } from './autoscale/autoscale-trial.ts';
import { autoscaleFlags, autoscaleOptions } from './autoscale/flags.ts';
import { autoscalePage } from './autoscale/write-report.ts';

const { values } = parseArgs({
  options: {
    ...autoscaleFlags,
    page: { type: 'string', default: 'docs/trials/autoscale.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const report = await autoscaleTrial({
  ...autoscaleOptions(values),
  say,
});
const page = autoscalePage(report);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;
