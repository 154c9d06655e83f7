/** npm run trial:first-batch -- --lines 1000 */
import { parseArgs } from 'node:util';
import { firstBatchTrial, writeFirstBatchPage } from './first-batch/first-batch-trial.ts';
import { chromiumPath } from './places/chromium-path.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000' },
    from: { type: 'string', default: '.' },
    page: { type: 'string', default: 'docs/trials/first-batch.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

if (chromiumPath === undefined) {
  process.stderr.write('There is no Chromium: npm run services -- install chromium\n');
  process.exitCode = 1;
} else {
  const steps = await firstBatchTrial({ chromiumPath, lines: Number(values.lines), from: values.from, say });
  await writeFirstBatchPage(values.page, steps);
  say(`written to ${values.page}`);
}
