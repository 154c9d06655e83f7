/** npm run trial:clients -- --half-headers 10000 --half-bodies 1000 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { clientsTrial } from './clients/clients-trial.ts';
import { clientsPage } from './clients/write-report.ts';

const { values } = parseArgs({
  options: {
    'file-bytes': { type: 'string', default: '200000000' },
    downloads: { type: 'string', default: '20,200' },
    seconds: { type: 'string', default: '20' },
    'half-headers': { type: 'string', default: '10000' },
    'half-bodies': { type: 'string', default: '1000' },
    page: { type: 'string', default: 'docs/trials/clients.md' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const wanted = Number(values['half-headers']);
/** Both sides need a descriptor for each connection, and the server one more for each half body. */
const most = (await openFilesLimit()) - 3 * Number(values['half-bodies']) - 500;
if (most < wanted) say(`only ${most} connections with half of their headers: the limit of open files is too low`);

const report = await clientsTrial({
  slow: values.downloads.split(',').map((clients) => ({
    fileBytes: Number(values['file-bytes']),
    clients: Number(clients),
    bytesPerSecond: 10_000,
    seconds: Number(values.seconds),
  })),
  halfOpen: {
    halfHeaders: Math.min(wanted, most),
    halfBodies: Number(values['half-bodies']),
    silent: 100,
    withinMs: 200_000,
  },
  say,
});
const page = clientsPage(report);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
say(`\n${page}\nwritten to ${values.page}`);
process.exitCode = report.faults.length > 0 ? 1 : 0;

/** Node raises its own limit to the hard one, and hands it on to the server. */
async function openFilesLimit(): Promise<number> {
  const text = await readFile('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? 1_024);
}
