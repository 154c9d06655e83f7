/** npm run trial:fleet-safety -- --draws 10000 --seed 1 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { faultsOf, measureSafety } from './fleet-safety/measure-safety.ts';
import { safetyPage } from './fleet-safety/write-report.ts';

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    page: { type: 'string', default: 'docs/trials/fleet-safety.md' },
  },
});
const options = { draws: Number(values.draws), seed: Number(values.seed) };
const figures = measureSafety(options);
const faults = faultsOf(figures);
const page = safetyPage(figures, options, faults);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
process.stdout.write(`${page}\nwritten to ${values.page}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
