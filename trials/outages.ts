/** npm run trial:outages -- --batches 10 --lines 2000 --store-seconds 10 --blobs-seconds 60 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { outagesTrial } from './outages/outages-trial.ts';
import { outagesPage } from './outages/write-report.ts';
import { placesOf } from './places/places-flags.ts';

const { values } = parseArgs({
  options: {
    batches: { type: 'string', default: '10' },
    lines: { type: 'string', default: '2000' },
    'store-seconds': { type: 'string', default: '10' },
    'blobs-seconds': { type: 'string', default: '60' },
    speed: { type: 'string', default: '1' },
    page: { type: 'string', default: 'docs/trials/outages.md' },
  },
});
placesOf({ store: 'redis', blobs: 's3' });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const report = await outagesTrial({
  batches: Number(values.batches),
  lines: Number(values.lines),
  storeAwayMs: Number(values['store-seconds']) * 1_000,
  blobsAwayMs: Number(values['blobs-seconds']) * 1_000,
  engineSpeed: Number(values.speed),
  say,
});
const page = outagesPage(report);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;
