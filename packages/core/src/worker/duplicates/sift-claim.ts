import { requestIdOf } from '../../batch/request-id.ts';
import type { BlobStorage } from '../../blob/index.ts';
import { nextLookMs } from '../../deduplication/waiting.ts';
import type { AnswerPlace, Reservation } from '../../store/index.ts';
import type { DeferredRequest } from '../deferrals.ts';
import type { RequestRun } from '../request-run.ts';
import type { EndedRequest } from '../segment.ts';
import type { Sifted } from './claim-duplicates.ts';
import { copyAnswer } from './copy-answer.ts';
import { CopyRoom } from './copy-room.ts';
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
  const { copied, later, room } = await copies(options);
  const gone = told('answered').filter(
    ({ requests }) => !requests.every(({ seq }) => copied.has(seq) || later.has(seq)),
  );
  const deferred = [...(mayWaitMs > 0 ? deferrals(options) : []), ...later.values()];
  const leading = [...told('run'), ...gone];
  const led = mayWaitMs > 0 ? leading.filter((group) => group.requests.length > 1) : [];
  const elsewhere = new Set([
    ...copied.keys(),
    ...deferred.map(({ seq }) => seq),
    ...led.flatMap((group) => group.requests.slice(1).map(({ seq }) => seq)),
  ]);
  const ready = requests.filter(({ seq }) => !elsewhere.has(seq));
  return { copied: [...copied.values()], deferred, ready, led, held: told('run'), groups, room };
}

interface Copies {
  readonly copied: ReadonlyMap<number, EndedRequest>;
  /** Those for which there is no room now. */
  readonly later: ReadonlyMap<number, DeferredRequest>;
  readonly room: CopyRoom;
}

/** The ends of groups by answers that could be read. */
async function copies(options: SiftOptions): Promise<Copies> {
  const room = new CopyRoom();
  const copied = new Map<number, EndedRequest>();
  const later = new Map<number, DeferredRequest>();
  const known = knownAnswers(options).map(({ group, place }) => ({
    ...{ group, place },
    now: room.take(group.requests.length, place.bytes),
  }));
  const wanted = known.filter(({ now }) => now > 0).map(({ place }) => place);
  const lines = await (wanted.length > 0 ? readAnswers(wanted, options) : new Map<AnswerPlace, Buffer>());
  for (const { group, place, now } of known) {
    const line = lines.get(place);
    const ends = line ? endsOf(group.requests.slice(0, now), { ...place, line }, options) : [];
    // What cannot be read is run, all of it.
    if (ends.length < now) continue;
    for (const end of ends) copied.set(end.seq, end);
    for (const { seq, attempts, noted } of group.requests.slice(now))
      later.set(seq, { seq, attempts, afterMs: 0, noted });
  }
  return { copied, later, room };
}

function knownAnswers({ groups, reservations, batchId }: SiftOptions): { group: Alike; place: AnswerPlace }[] {
  return groups.flatMap((group, index) => {
    const reservation = reservations[index];
    const usable = reservation?.kind === 'answered' && !isOwn(group, reservation.place, batchId);
    return usable ? [{ group, place: reservation.place }] : [];
  });
}

/** A person wants the request run again that gave this answer: the old one will not do. */
function isOwn({ requests }: Alike, { requestId }: AnswerPlace, batchId: string): boolean {
  return requests.some(({ seq }) => requestIdOf(batchId, seq) === requestId);
}

function endsOf(
  requests: readonly RequestRun[],
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
