/** npm run trial:load -- --pollers 1000 --uploads 200 --runs 3 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type LoadOptions, type LoadPhase, loadTrial } from './load/load-trial.ts';
import { loadPage } from './load/write-report.ts';

const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '200' },
    'upload-bytes': { type: 'string', default: '5000000' },
    pollers: { type: 'string', default: '1000' },
    'poll-every-ms': { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    processes: { type: 'string', default: '2' },
    runs: { type: 'string', default: '3' },
    page: { type: 'string', default: 'docs/trials/load.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const options: LoadOptions = {
  uploads: Number(values.uploads),
  uploadBytes: Number(values['upload-bytes']),
  pollers: Number(values.pollers),
  pollEveryMs: Number(values['poll-every-ms']),
  seconds: Number(values.seconds),
  processes: Number(values.processes),
  say,
};
const runs: (readonly LoadPhase[])[] = [];
for (let run = 1; run <= Number(values.runs); run++) {
  say(`run ${run}`);
  runs.push(await loadTrial(options));
}
const page = loadPage(options, runs);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
const failed = runs.flat().some(({ logs }) => logs.some(({ errors }) => errors.length > 0));
process.exitCode = failed ? 1 : 0;
