import { requestIdOf } from '../batch/request-id.ts';
import type { Clock } from '../clock.ts';
import type { Executor, Verdict } from '../executor/index.ts';
import type { Pool, RetryPolicy } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Trouble } from '../spillway/options.ts';
import { type Batch, type Claim, containsAll, type Outcome, type Seqs } from '../store/index.ts';
import { countExecution } from '../telemetry/count-execution.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { ExecutionTracer } from '../telemetry/traces/trace-execution.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import { noteOf, withNote } from './attempt-notes.ts';
import type { ClaimFlusher } from './claim-flusher.ts';
import { ClaimLeavers } from './claim-leavers.ts';
import { ClaimOutcomes } from './claim-outcomes.ts';
import type { ClaimTerm } from './claim-term.ts';
import type { ClaimDuplicates } from './duplicates/claim-duplicates.ts';
import type { EngineTally } from './engine-tally.ts';
import { executeRequest } from './execute-request.ts';
import type { RequestRun } from './request-run.ts';

export interface ClaimRunOptions {
  readonly claim: Claim;
  readonly term: ClaimTerm;
  readonly batch: Batch;
  /** The claim's requests, in seq order. */
  readonly requests: readonly RequestRun[];
  /** What planning estimated. */
  readonly tokensPerRequest: number;
  /** Who of them waits for whom; undefined when that is nobody, and all are to be run. */
  readonly duplicates: ClaimDuplicates | undefined;
  readonly flusher: ClaimFlusher;
  readonly executor: Executor;
  readonly pool: Pool;
  readonly workerId: string;
  readonly telemetry: Telemetry;
  readonly engineTally: EngineTally;
  readonly traces: Traces;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Told whenever a request ended or became ready, or the claim changed. */
  readonly onChange: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Before a request whose retry policy broke is handed out again. */
const BROKEN_MS = 60_000;
/** It keeps its worker from everything else meanwhile. */
const SUSPECT_WAIT_MS = 5_000;

/**
 * - `open`: requests are started as they come.
 * - `leaving`: nothing new is started; what is in flight may finish. The rest is handed back.
 * - `stopped`: what was in flight is aborted, too.
 */
type Stage = 'open' | 'leaving' | 'stopped';

/** One claim in the hands of a worker, from its first request to its last flush. */
export class ClaimRun {
  readonly claim: Claim;
  readonly tokensPerRequest: number;
  readonly #options: ClaimRunOptions;
  readonly #abort = new AbortController();
  /** Ends the waits of requests that are to be tried again within the claim. */
  readonly #waits = new AbortController();
  readonly #ready: RequestRun[];
  readonly #outcomes: ClaimOutcomes;
  readonly #leavers: ClaimLeavers;
  readonly #tracer: ExecutionTracer | undefined;
  #stage: Stage = 'open';
  #inFlight = 0;
  #waiting = 0;
  #finishing = false;

  constructor(options: ClaimRunOptions) {
    this.#options = options;
    this.claim = options.claim;
    this.tokensPerRequest = options.tokensPerRequest;
    this.#ready = [...(options.duplicates?.begun.ready ?? options.requests)].reverse();
    this.#outcomes = new ClaimOutcomes(options);
    this.#leavers = new ClaimLeavers(options);
    const { claim, pool, workerId: worker } = options;
    this.#tracer = ExecutionTracer.of({ ...options, model: claim.model, pool: pool.name, worker });
  }

  /** Ends and hands back what needs no run. */
  begin(): void {
    const { duplicates, flusher } = this.#options;
    for (const ended of duplicates?.begun.copied ?? []) flusher.end(ended);
    for (const deferred of duplicates?.begun.deferred ?? []) flusher.defer(deferred);
    this.#settleUp();
  }

  /** Requests that wait to be started, now or after a retry delay. Those that wait for others are no load. */
  get unstarted(): number {
    return this.#ready.length + this.#waiting;
  }

  /** A single request whose former holders died: it must run alone. */
  get suspect(): boolean {
    return this.claim.lapses > 0;
  }

  /** The next request to start, if one may be started now. */
  take(): RequestRun | undefined {
    if (this.#stage !== 'open' || !this.#options.term.isOpen(this.#options.clock.monotonic())) return undefined;
    const request = this.#ready.pop();
    if (request) this.#inFlight++;
    return request;
  }

  /** Runs one request that `take` gave out; answers whether it ended. Never throws. */
  async execute(request: RequestRun): Promise<boolean> {
    const { batch, executor, pool, clock, telemetry, engineTally, onTrouble, onChange } = this.#options;
    request.startedAt = clock.now();
    request.startedMs = clock.monotonic();
    const timeLeftMs = Math.max(1, this.#options.term.timeLeftMs(request.startedMs));
    const requestId = requestIdOf(batch.id, request.seq);
    const traced = this.#tracer?.begin(requestId, request.attempts + 1);
    const about = { batch, requestId, model: this.claim.model, timeLeftMs, executor, onTrouble };
    const verdict = await executeRequest(request, { ...about, traced, signal: this.#abort.signal });
    const endedMs = clock.monotonic();
    const durationMs = endedMs - request.startedMs;
    countExecution({ model: this.claim.model, pool: pool.name, verdict, durationMs }, telemetry);
    engineTally.add(verdict, endedMs, durationMs);
    this.#inFlight--;
    let outcome: Outcome | undefined;
    try {
      outcome = this.#decide(request, verdict);
    } catch (error) {
      onTrouble({ where: 'retry', error, batchId: batch.id, requestId });
      this.#leavers.defer(request, BROKEN_MS);
    }
    traced?.end(verdict, outcome);
    this.#settleUp();
    onChange();
    return outcome !== undefined;
  }

  /** Ends a lethal suspect without running it again. */
  giveUp(): void {
    for (const request of this.#ready.splice(0)) {
      this.#outcomes.giveUp(request);
      this.#tracer?.giveUp(requestIdOf(this.claim.batchId, request.seq), request.attempts);
    }
    this.#settleUp();
  }

  /** Looks at the time: nobody waits for others into the time that it needs itself, and at the deadline everything stops. */
  look(nowMs: number): void {
    const overdue = this.#options.term.isOverdue(nowMs);
    if (overdue) this.stop();
    const impatient = overdue ? [] : (this.#options.duplicates?.impatient(nowMs) ?? []);
    this.#runThemselves(impatient);
    if (impatient.length > 0) this.#options.onChange();
  }

  /** Hands back the unstarted requests of `seqs`; they are wanted elsewhere. */
  recall(seqs: Seqs): void {
    const kept: RequestRun[] = [];
    for (const request of this.#ready.splice(0)) {
      if (containsAll(seqs, [[request.seq, request.seq + 1]])) this.#leavers.defer(request, 0);
      else kept.push(request);
    }
    this.#ready.push(...kept);
    for (const follower of this.#options.duplicates?.recall(seqs) ?? []) this.#leavers.defer(follower, 0);
    this.#settleUp();
  }

  /** Hands back what is not in flight: the engines are away for long. A suspect keeps its suspicion. */
  handBack(): void {
    if (this.suspect || this.#inFlight + this.#waiting === 0) this.leave();
    else this.recall(this.claim.seqs);
  }

  /** Starts nothing more; what is in flight may finish. */
  leave(): void {
    if (this.#stage === 'open') this.#stage = 'leaving';
    this.#waits.abort();
    for (const request of this.#ready.splice(0)) this.#leavers.leave(request);
    this.#leavers.leaveAlone(this.#options.duplicates?.leave() ?? []);
    this.#settleUp();
  }

  /** Aborts what is in flight, records what is finished and hands back the rest. */
  stop(): void {
    this.leave();
    this.#stage = 'stopped';
    this.#abort.abort();
  }

  /** The claim is another's now: everything about it is forgotten. */
  abandon(): void {
    this.#options.duplicates?.forget();
    this.stop();
    this.#options.flusher.abandon();
  }

  /** Answers how the request ended, if it did. */
  #decide(request: RequestRun, verdict: Verdict): Outcome | undefined {
    const { retry, randomness, clock, batch } = this.#options;
    const nowMs = clock.monotonic();
    if (verdict.kind === 'answered') return this.#end(request, verdict, 'succeeded');
    // A death under the request, a stop from outside and the deadline say nothing about the request itself.
    if (verdict.kind === 'unreachable' && verdict.sent) return this.#died(request, verdict);
    if (this.#stage === 'stopped' || this.#options.term.isOverdue(nowMs) || this.#wasCutShort(request, verdict)) {
      this.#leavers.leave(request);
      return undefined;
    }
    if (verdict.kind === 'failed') {
      request.attempts++;
      this.#note(request, verdict);
      this.#runThemselves(this.#options.duplicates?.failed(request));
    }
    request.rounds = verdict.kind === 'failed' ? 0 : request.rounds + 1;
    const decision = retry({
      verdict,
      attempts: request.attempts,
      maxAttempts: batch.settings.maxAttempts,
      rounds: request.rounds,
      timeLeftMs: this.#options.term.timeLeftMs(nowMs),
      chance: randomness.next(),
    });
    if (decision.kind === 'end') {
      if (verdict.kind !== 'failed') this.#note(request, verdict);
      return this.#end(request, verdict, decision.outcome);
    }
    if (this.suspect) this.#holdSuspect(request, decision.afterMs);
    else if (decision.kind === 'wait' && this.#stage === 'open') void this.#retryAfter(request, decision.afterMs);
    else this.#leavers.defer(request, decision.afterMs);
    return undefined;
  }

  /** A row of its own would begin without suspicion, so a suspect waits within its claim, if not as long. */
  #holdSuspect(request: RequestRun, afterMs: number): void {
    if (this.#stage === 'open') void this.#retryAfter(request, Math.min(afterMs, SUSPECT_WAIT_MS));
    else this.#leavers.leave(request);
  }

  #end(request: RequestRun, verdict: Verdict, outcome: Outcome): Outcome {
    this.#runThemselves(this.#outcomes.end(request, verdict, outcome));
    return outcome;
  }

  /** Nobody waits for another's answer any more: these are run before what was never started. */
  #runThemselves(followers: readonly RequestRun[] = []): void {
    if (this.#stage === 'open') this.#ready.push(...followers.toReversed());
    else this.#leavers.leaveAlone(followers);
  }

  /** Whether the execution had only the time to the deadline, and ran out of it: that timer may fire a moment early. */
  #wasCutShort({ startedMs }: RequestRun, verdict: Verdict): boolean {
    const { requestTimeoutMs } = this.#options.batch.settings;
    const timedOut = verdict.kind === 'failed' && verdict.reason === 'timeout';
    return timedOut && this.#options.term.timeLeftMs(startedMs) < requestTimeoutMs;
  }

  /** The engine died under the request. */
  #died(request: RequestRun, verdict: Extract<Verdict, { kind: 'unreachable' }>): undefined {
    this.#note(request, verdict);
    this.#leavers.die(request, this.#ready.splice(0));
    if (this.#stage === 'open') this.#stage = 'leaving';
    this.#waits.abort();
    return undefined;
  }

  /** Kept for people: a segment or a blob beside it tells of the attempt, whatever becomes of the request. */
  #note(request: RequestRun, verdict: Exclude<Verdict, { kind: 'answered' }>): void {
    const { startedAt, startedMs, noted = [] } = request;
    const durationMs = this.#options.clock.monotonic() - startedMs;
    request.noted = withNote(noted, noteOf(verdict, { startedAt, durationMs }));
  }

  async #retryAfter(request: RequestRun, afterMs: number): Promise<void> {
    this.#waiting++;
    await this.#options.clock.sleep(afterMs, this.#waits.signal);
    this.#waiting--;
    // A retry goes before requests that were never started: its claim can end only after it.
    if (this.#stage === 'open') this.#ready.push(request);
    else this.#leavers.leave(request);
    this.#settleUp();
    this.#options.onChange();
  }

  /** Sends the last flush once nothing is left to run. */
  #settleUp(): void {
    if (this.#finishing || this.#inFlight + this.#waiting + this.#ready.length > 0) return;
    this.#finishing = true;
    this.#leavers.finish();
  }
}
