import { requestIdOf } from '../../batch/request-id.ts';
import { type Contender, containsAll, eachSeq, type Lines, type Seqs } from '../../store/index.ts';
import type { DeferredRequest } from '../deferrals.ts';
import type { RequestRun } from '../request-run.ts';
import type { EndedRequest } from '../segment.ts';
import { copyAnswer } from './copy-answer.ts';
import type { CopyRoom } from './copy-room.ts';
import type { Alike } from './group-requests.ts';
import type { IndexOutbox } from './index-outbox.ts';

/** What a claim is begun with, once the index was asked. */
export interface Sifted {
  /** Answered by what is known. */
  readonly copied: readonly EndedRequest[];
  /** To be looked at again: others run their like. */
  readonly deferred: readonly DeferredRequest[];
  /** To be run as they come: those that are like no other, and those that lead others. In seq order. */
  readonly ready: readonly RequestRun[];
  /** Groups of several whose first is in `ready`, and whose others wait for it. */
  readonly led: readonly Alike[];
  /** Groups for which this claim holds the hash. */
  readonly held: readonly Alike[];
  /** All groups: whoever of them is answered has its answer made known. */
  readonly groups: readonly Alike[];
  /** What of it `copied` leaves. */
  readonly room: CopyRoom;
}

/** What becomes of those that waited for a request that was answered. */
export interface Answered {
  readonly copies: readonly EndedRequest[];
  /** To be run after all. */
  readonly run: readonly RequestRun[];
  /** To be copied another time: there is no room for more. */
  readonly later: readonly DeferredRequest[];
}

export interface ClaimDuplicatesOptions extends Sifted {
  readonly batchId: string;
  readonly tenant: string;
  readonly scope: string;
  readonly maxAgeMs: number;
  /** Monotonic time from which nobody waits any more. */
  readonly waitsUntilMs: number;
  readonly outbox: IndexOutbox;
}

/** After a failure each request runs on its own for this long: waiting for one after the other would make them late. */
const APART_MS = 3_600_000;
/** Until an answer that was just given is recorded and known. */
const KNOWN_MS = 2_000;

/** Who of one claim waits for whom, and what the index is to be told of it. */
export class ClaimDuplicates {
  readonly #options: ClaimDuplicatesOptions;
  readonly #hashes = new Map<number, string>();
  /** By the seq of their leader. */
  readonly #followers = new Map<number, readonly RequestRun[]>();
  /** By the seq of the request in whose name the hash is held. */
  readonly #holds = new Map<number, Contender>();
  #copied: number;

  constructor(options: ClaimDuplicatesOptions) {
    this.#options = options;
    const { groups, led, held, copied } = options;
    this.#copied = copied.length;
    for (const { hash, requests } of groups) for (const { seq } of requests) this.#hashes.set(seq, hash);
    for (const { requests } of led) this.#followers.set(seqOfFirst(requests), requests.slice(1));
    for (const { requests, hash, owner } of held) this.#holds.set(seqOfFirst(requests), { hash, owner });
  }

  get begun(): Sifted {
    return this.#options;
  }

  get scope(): string {
    return this.#options.scope;
  }

  /** Answers that were copied and not recorded yet. */
  get copied(): number {
    return this.#copied;
  }

  /** What this claim holds, to be held on. */
  get holds(): readonly Contender[] {
    return [...this.#holds.values()];
  }

  /** Another holds the hash now. */
  lost(hash: string): void {
    for (const [seq, hold] of this.#holds) if (hold.hash === hash) this.#holds.delete(seq);
  }

  /** The request was answered: so are those that waited for it. */
  answered(ended: EndedRequest): Answered {
    const { batchId, room } = this.#options;
    const requestId = requestIdOf(batchId, ended.seq);
    const followers = this.#take(ended.seq);
    const now = followers.length === 0 ? 0 : room.take(followers.length, ended.line.length);
    const copies: EndedRequest[] = [];
    const run: RequestRun[] = [];
    for (const request of followers.slice(0, now)) {
      const copy = copyAnswer({ ...ended, requestId, namedAs: requestId }, { batchId, request });
      if (copy) copies.push(copy);
      else run.push(request);
    }
    this.#copied += copies.length;
    const later = followers.slice(now).map(({ seq, attempts, noted }) => ({ seq, attempts, afterMs: KNOWN_MS, noted }));
    return { copies, run, later };
  }

  /** An execution of the request failed: whoever waited for it is to be run itself, here and everywhere. */
  failed({ seq }: RequestRun): readonly RequestRun[] {
    this.#release(seq, APART_MS);
    return this.#take(seq);
  }

  /** The request leaves the claim without an outcome. Answers those that waited for it, which leave with it. */
  left({ seq }: RequestRun): readonly RequestRun[] {
    this.#release(seq, 0);
    return this.#take(seq);
  }

  /** Those who wait though it is time to run, who now wait no more. */
  impatient(nowMs: number): readonly RequestRun[] {
    return nowMs < this.#options.waitsUntilMs ? [] : this.leave();
  }

  /** All who wait, who now wait no more. */
  leave(): readonly RequestRun[] {
    const all = [...this.#followers.values()].flat();
    this.#followers.clear();
    return all.sort((left, right) => left.seq - right.seq);
  }

  /** Those of `seqs` who wait, who now wait no more. */
  recall(seqs: Seqs): readonly RequestRun[] {
    const recalled: RequestRun[] = [];
    for (const [leader, followers] of this.#followers) {
      const kept = followers.filter(({ seq }) => !containsAll(seqs, [[seq, seq + 1]]));
      recalled.push(...followers.filter((follower) => !kept.includes(follower)));
      this.#followers.set(leader, kept);
    }
    return recalled;
  }

  /** These ends are recorded: the answers among them may be given to others. */
  recorded(ended: readonly EndedRequest[], lines: Lines): void {
    const bySeq = new Map(ended.map((request) => [request.seq, request]));
    let offset = lines.offset;
    let index = 0;
    for (const seq of eachSeq(lines.seqs)) {
      const bytes = lines.lengths[index++] ?? 0;
      const request = bySeq.get(seq);
      if (request?.duplicateOf !== undefined) this.#copyRecorded(bytes);
      else if (request?.outcome === 'succeeded') this.#publish(request, { segment: lines.segment, offset, bytes });
      offset += bytes;
    }
  }

  #copyRecorded(bytes: number): void {
    this.#copied--;
    this.#options.room.leave(bytes);
  }

  /** The claim is another's now, and so is what it holds. */
  forget(): void {
    this.#holds.clear();
    this.#hashes.clear();
    this.#copied = 0;
  }

  #publish(
    { seq, tokensIn, tokensOut, cachedTokens, reasoningTokens }: EndedRequest,
    place: Pick<Lines, 'segment' | 'offset'> & { readonly bytes: number },
  ): void {
    const { batchId, tenant, scope, maxAgeMs, outbox } = this.#options;
    const hash = this.#hashes.get(seq);
    if (hash === undefined) return;
    const requestId = requestIdOf(batchId, seq);
    const tokens = { tokensIn, tokensOut, cachedTokens, reasoningTokens };
    this.lost(hash);
    outbox.add({
      kind: 'publish',
      scope,
      expiresInMs: maxAgeMs,
      hash,
      place: { requestId, tenant, ...place, ...tokens },
    });
  }

  #release(seq: number, apartMs: number): void {
    const { scope, outbox } = this.#options;
    const contender = this.#holds.get(seq);
    if (!contender) return;
    this.#holds.delete(seq);
    outbox.add({ kind: 'release', scope, apartMs, contender });
  }

  #take(seq: number): readonly RequestRun[] {
    const followers = this.#followers.get(seq) ?? [];
    this.#followers.delete(seq);
    return followers;
  }
}

function seqOfFirst(requests: readonly RequestRun[]): number {
  return (requests[0] as RequestRun).seq;
}
