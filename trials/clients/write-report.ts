import { availableParallelism } from 'node:os';
import { markdownTable, megabytes } from '../memory/tables.ts';
import type { ClientsReport } from './clients-trial.ts';
import type { CutUpload } from './cut-uploads.ts';
import type { HalfOpen } from './half-open.ts';
import type { Descriptors } from './server-view.ts';
import type { SlowDownloads } from './slow-downloads.ts';

/** The page that the trial leaves in the documentation. */
export function clientsPage({ cut, slow, halfOpen, said, faults }: ClientsReport): string {
  const date = new Date().toISOString().slice(0, 10);
  const sections = [
    `# Trial: slow and broken clients

What \`npm run trial:clients\` saw on ${date}, with Node ${process.versions.node} on ${availableParallelism()} cores: one
\`spillway dev\` process with its embedded PostgreSQL, and clients that speak HTTP by hand on loopback.

${faults.length === 0 ? 'Every promise was kept.' : `Broken: ${faults.join('; ')}.`}
${said === '' ? 'The server logged nothing.' : `The server logged:\n\n\`\`\`\n${said}\n\`\`\``}`,
    cutSection(cut),
    slowSection(slow),
    ...(halfOpen ? [halfOpenSection(halfOpen)] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function cutSection(cut: readonly CutUpload[]): string {
  const rows = cut.map(({ place, way, sentBytes, records, files, descriptors }) => {
    return [place, way, sentBytes.toLocaleString('en'), String(records), String(files), String(descriptors)];
  });
  return `## Uploads that are cut

An upload of 8 to 10 MB is cut at a place, by closing the connection (end) or by a TCP reset. What it left half a minute
later at the latest: records of files in the database, files on the disk below the blob folder, temporary ones included,
and open file descriptors of the server.

${markdownTable(['cut', 'by', 'bytes sent', 'records', 'files', 'descriptors'], rows)}`;
}

function slowSection(slow: readonly SlowDownloads[]): string {
  const [{ fileBytes, bytesPerSecond, seconds }] = slow as [SlowDownloads];
  const column = ({ clients, descriptors: { before, during, after }, ...seen }: SlowDownloads): string[] => [
    String(clients),
    [seen.residentFirst, seen.residentBefore, seen.residentPeak, seen.residentHeld].map(megabytes).join(', '),
    Math.round(seen.heldEach).toLocaleString('en'),
    String(seen.sessions),
    seen.oldestTransactionMs.toFixed(1),
    seen.received.map((bytes) => bytes.toLocaleString('en')).join(' to '),
    [before, during, after].map(openText).join(', '),
  ];
  const head = [
    'clients',
    'resident at first, before, at the most, held, MB',
    'held by each, bytes',
    'sessions of the database',
    'longest transaction, ms',
    'bytes that a client got',
    'connections + blob files open before, during, after',
  ];
  return `## Slow downloads

Clients read a file of ${fileBytes.toLocaleString('en')} bytes at ${bytesPerSecond.toLocaleString('en')} bytes/s each for ${seconds} s, and then go away. "Before" is
resident memory behind as many clients that read two megabytes fast and went away, since the heap does not give back what
it needed for them; "held" is that while the slow ones still read. Both are taken behind three downloads at full speed,
whose garbage makes V8 collect that of the others. The heap breathes by 30 MB all the same, which with 20
clients is more than what they hold. A download that held a connection of the database would show as a transaction that
lasts, or as a session for each client.

${markdownTable(head, slow.map(column))}`;
}

function halfOpenSection({ ends, probe, resident, descriptors }: HalfOpen): string {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  const rows = ends.map(({ kind, count, answered408, closed, stillOpen, lastedMs: [least, most] }) => {
    return [kind, count, answered408, closed, stillOpen, `${seconds(least)} to ${seconds(most)}`].map(String);
  });
  const head = ['sent', 'connections', 'answered 408', 'closed', 'still open', 'lasted, s'];
  return `## Half-open requests

All are open at the same time. Meanwhile a client lists batches over and over.

${markdownTable(head, rows)}

- Others: ${probe.calls} calls, ${probe.errors.length} errors, p50 ${probe.p50Ms.toFixed(1)} ms, p99 ${probe.p99Ms.toFixed(1)} ms, longest ${probe.mostMs.toFixed(0)} ms.
- Resident memory of the server: ${megabytes(resident.before)} MB before, ${megabytes(resident.peak)} MB at the most, ${megabytes(resident.after)} MB after.
- File descriptors of the server, in all: ${descriptors.before.all} before, ${descriptors.during.all} with all open, ${descriptors.after.all} after; of these connections of clients and files of blobs: ${openText(descriptors.before)}, ${openText(descriptors.during)}, ${openText(descriptors.after)}.`;
}

function openText({ clients, blobs }: Descriptors): string {
  return `${clients} + ${blobs}`;
}
