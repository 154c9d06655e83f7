/** npm run trial:storm -- --requests 1400 --minutes 5 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumPath } from './places/chromium-path.ts';
import { stormTrial } from './storm/storm-trial.ts';
import { stormPage } from './storm/write-report.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1400' },
    minutes: { type: 'string', default: '5' },
    spot: { type: 'string', default: '2' },
    dedicated: { type: 'string', default: '4' },
    kills: { type: 'string', default: '6' },
    'kill-every-seconds': { type: 'string', default: '30' },
    speed: { type: 'string', default: '0.14' },
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
    requests: Number(values.requests),
    minutes: Number(values.minutes),
    spot: Number(values.spot),
    dedicated: Number(values.dedicated),
    kills: Number(values.kills),
    killEveryMs: Number(values['kill-every-seconds']) * 1_000,
    speed: Number(values.speed),
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
