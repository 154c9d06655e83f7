/** npm run trial:storm -- --requests 1400 --minutes 5 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { autoscaleFlags, autoscaleOptions } from './autoscale/flags.ts';
import { chromiumPath } from './places/chromium-path.ts';
import { stormTrial } from './storm/storm-trial.ts';
import { stormPage } from './storm/write-report.ts';

const { values } = parseArgs({
  options: {
    ...autoscaleFlags,
    page: { type: 'string', default: 'docs/trials/storm.md' },
    pictures: { type: 'string', default: 'docs/images' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

if (chromiumPath === undefined) {
  process.stderr.write('There is no Chromium: npm run services -- install chromium\n');
  process.exitCode = 1;
} else {
  const report = await stormTrial({
    ...autoscaleOptions(values),
    chromiumPath,
    pictures: values.pictures,
    say,
  });
  const page = stormPage({ report, pictures: relative(dirname(values.page), values.pictures) });
  await mkdir(dirname(values.page), { recursive: true });
  await writeFile(values.page, page);
  say(`\n${page}\nwritten to ${values.page}`);
  process.exitCode = report.faults.length > 0 ? 1 : 0;
}
