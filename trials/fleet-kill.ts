/** npm run trial:fleet-kill -- --batches 10 --lines 2000 --kills 5 --store redis --blobs s3 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { fleetKillTrial } from './fleet-kill/fleet-kill-trial.ts';
import { fleetKillPage } from './fleet-kill/write-report.ts';
import { pageOf } from './places/place-names.ts';
import { placesFlags, placesOf } from './places/places-flags.ts';

const { values } = parseArgs({
  options: {
    batches: { type: 'string', default: '10' },
    lines: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '5' },
    'kill-every-seconds': { type: 'string', default: '8' },
    speed: { type: 'string', default: '1' },
    ...placesFlags,
    page: { type: 'string' },
  },
});
const places = placesOf(values);
const path = values.page ?? pageOf('fleet-kill', places);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const report = await fleetKillTrial({
  places,
  batches: Number(values.batches),
  lines: Number(values.lines),
  kills: Number(values.kills),
  killEveryMs: Number(values['kill-every-seconds']) * 1_000,
  engineSpeed: Number(values.speed),
  say,
});
const page = fleetKillPage(report);
await mkdir('docs/trials', { recursive: true });
await writeFile(path, page);
say(`\n${page}\nwritten to ${path}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;
