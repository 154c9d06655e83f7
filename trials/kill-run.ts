/** npm run trial:kill-run -- --lines 100000 --kills 5 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { killRunTrial } from './kill-run/kill-run-trial.ts';
import { killRunPage } from './kill-run/write-report.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '5' },
    'pause-seconds': { type: 'string', default: '40' },
    page: { type: 'string', default: 'docs/trials/kill-run.md' },
  },
});
const lines = Number(values.lines);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

say(`${lines} lines, killed ${values.kills} times`);
const killed = await killRunTrial({ lines, kills: Number(values.kills), say });
say(`${lines} lines, stopped once for ${values['pause-seconds']} s`);
const paused = await killRunTrial({ lines, kills: 1, pauseMs: Number(values['pause-seconds']) * 1_000, say });
const page = killRunPage({ killed, paused });
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = killed.faults.length + paused.faults.length > 0 ? 1 : 0;
