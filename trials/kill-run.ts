/** npm run trial:kill-run -- --lines 100000 --kills 5 --store redis --blobs s3 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { killRunTrial } from './kill-run/kill-run-trial.ts';
import { killRunPage } from './kill-run/write-report.ts';
import { pageOf } from './places/place-names.ts';
import { placesFlags, placesOf } from './places/places-flags.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '5' },
    'pause-seconds': { type: 'string', default: '40' },
    ...placesFlags,
    page: { type: 'string' },
  },
});
const places = placesOf(values);
const path = values.page ?? pageOf('kill-run', places);
const lines = Number(values.lines);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`${lines} lines, killed ${values.kills} times`);
const killed = await killRunTrial({ places, lines, kills: Number(values.kills), say });
say(`${lines} lines, stopped once for ${values['pause-seconds']} s`);
const paused = await killRunTrial({ places, lines, kills: 1, pauseMs: Number(values['pause-seconds']) * 1_000, say });
const page = killRunPage({ killed, paused, places });
await mkdir('docs/trials', { recursive: true });
await writeFile(path, page);
say(`\n${page}\nwritten to ${path}`);
process.exitCode = killed.faults.length + paused.faults.length > 0 ? 1 : 0;
