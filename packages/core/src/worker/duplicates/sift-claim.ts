import { requestIdOf } from '../../batch/request-id.ts';
import type { BlobStorage } from '../../blob/index.ts';
import { nextLookMs } from '../../deduplication/waiting.ts';
import type { AnswerPlace, Reservation } from '../../store/index.ts';
import type { DeferredRequest } from '../deferrals.ts';
import type { RequestRun } from '../request-run.ts';
import type { EndedRequest } from '../segment.ts';
import type { Sifted } from './claim-duplicates.ts';
import { copyAnswer } from './copy-answer.ts';
import type { Alike } from './group-requests.ts';
import { readAnswers } from './read-answers.ts';

export interface SiftOptions {
  readonly batchId: string;
  readonly tenant: string;
  /** All requests of the claim, in seq order. */
  readonly requests: readonly RequestRun[];
  readonly groups: readonly Alike[];
  /** What the index says of each group. */
  readonly reservations: readonly Reservation[];
  /** How long the requests may go on waiting. */
  readonly mayWaitMs: number;
  readonly blobs: BlobStorage;
  readonly signal: AbortSignal;
  readonly onTrouble: (error: unknown) => void;
}

/** Parts the requests of a claim by what the index says of them. What was answered and cannot be read is run again. */
export async function siftClaim(options: SiftOptions): Promise<Sifted> {
  const { requests, groups, reservations, mayWaitMs } = options;
  const told = (kind: Reservation['kind']): Alike[] => groups.filter((_, index) => reservations[index]?.kind === kind);
  const copied = await copies(options);
  const gone = told('answered').filter(({ requests }) => !requests.every(({ seq }) => copied.has(seq)));
  const deferred = mayWaitMs > 0 ? deferrals(options) : [];
  const leading = [...told('run'), ...gone];
  const led = mayWaitMs > 0 ? leading.filter((group) => group.requests.length > 1) : [];
  const elsewhere = new Set([
    ...copied.keys(),
    ...deferred.map(({ seq }) => seq),
    ...led.flatMap((group) => group.requests.slice(1).map(({ seq }) => seq)),
  ]);
  const ready = requests.filter(({ seq }) => !elsewhere.has(seq));
  return { copied: [...copied.values()], deferred, ready, led, held: told('run'), groups };
}

/** The ends of whole groups by answers that could be read. */
async function copies(options: SiftOptions): Promise<ReadonlyMap<number, EndedRequest>> {
  const known = new Map<Alike, AnswerPlace>();
  for (const [index, group] of options.groups.entries()) {
    const reservation = options.reservations[index];
    if (reservation?.kind === 'answered' && !isOwn(group, reservation.place, options.batchId)) {
      known.set(group, reservation.place);
    }
  }
  const ended = new Map<number, EndedRequest>();
  if (known.size === 0) return ended;
  const lines = await readAnswers([...known.values()], options);
  for (const [group, place] of known) {
    const line = lines.get(place);
    for (const end of line ? endsOf(group, { ...place, line }, options) : []) ended.set(end.seq, end);
  }
  return ended;
}

/** A person wants the request run again that gave this answer: the old one will not do. */
function isOwn({ requests }: Alike, { requestId }: AnswerPlace, batchId: string): boolean {
  return requests.some(({ seq }) => requestIdOf(batchId, seq) === requestId);
}

function endsOf(
  { requests }: Alike,
  answer: AnswerPlace & { readonly line: Buffer },
  { batchId, tenant }: SiftOptions,
): readonly EndedRequest[] {
  // Tenants do not learn of each other's requests, though they may share an answer.
  const namedAs = answer.tenant === tenant ? answer.requestId : 'elsewhere';
  const ends = requests.map((request) => copyAnswer({ ...answer, namedAs }, { batchId, request }));
  return ends.every((end) => end !== undefined) ? ends : [];
}

function deferrals({ groups, reservations, mayWaitMs }: SiftOptions): readonly DeferredRequest[] {
  return groups.flatMap(({ requests }, index) => {
    const reservation = reservations[index];
    if (reservation?.kind !== 'wait') return [];
    const afterMs = Math.min(mayWaitMs, nextLookMs(reservation.heldMs));
    return requests.map(({ seq, attempts, noted }) => ({ seq, attempts, afterMs, noted }));
  });
}
