import type { ClientsReport } from './clients-trial.ts';
import type { CutUpload } from './cut-uploads.ts';
import type { HalfOpen } from './half-open.ts';
import type { Descriptors } from './server-view.ts';
import { longTransactionMs, type SlowDownloads } from './slow-downloads.ts';

/** Each slow download may make the server this much larger. */
const bytesEach = 1_000_000;
/** With fewer clients it cannot be told: the heap breathes by 30 MB. */
const leastClients = 100;

/** What was promised and not kept, as sentences. */
export function clientFaults({ cut, slow, halfOpen }: Omit<ClientsReport, 'faults'>): readonly string[] {
  return [...cutFaults(cut), ...slow.flatMap(slowFaults), ...(halfOpen ? halfOpenFaults(halfOpen) : [])];
}

function cutFaults(cut: readonly CutUpload[]): string[] {
  const left = cut.filter(({ records, files, descriptors }) => records + files + descriptors > 0);
  return left.map(({ place, way, records, files, descriptors }) => {
    return `an upload cut ${place} by ${way} left ${records} records, ${files} files and ${descriptors} descriptors`;
  });
}

function slowFaults(slow: SlowDownloads): string[] {
  const [least] = slow.received;
  const faults: string[] = [];
  if (slow.clients >= leastClients && slow.heldEach > bytesEach)
    faults.push(`a slow download holds ${Math.round(slow.heldEach)} bytes`);
  if (slow.heldTransactionMs > longTransactionMs) faults.push(`a transaction stayed for ${slow.heldTransactionMs} ms`);
  faults.push(...openFaults(slow.descriptors, 'slow downloads'));
  if (least === 0) faults.push('a slow download got nothing');
  return faults;
}

export function halfOpenFaults({ ends, probe, descriptors }: HalfOpen): string[] {
  const faults = ends.flatMap(({ kind, stillOpen }) =>
    stillOpen > 0 ? [`${stillOpen} that sent ${kind} stayed open`] : [],
  );
  if (probe.errors.length > 0) faults.push(`others saw ${probe.errors.length} errors: ${probe.errors[0]}`);
  return [...faults, ...openFaults(descriptors, 'half-open requests')];
}

interface Around {
  readonly before: Descriptors;
  readonly after: Descriptors;
}

function openFaults({ before, after }: Around, what: string): string[] {
  const stayed = after.clients + after.blobs - before.clients - before.blobs;
  return stayed > 0 ? [`${after.clients} connections and ${after.blobs} files stayed open after the ${what}`] : [];
}
