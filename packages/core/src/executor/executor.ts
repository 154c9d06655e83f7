import type { EngineHealth } from '../store/worker-registry.ts';
import type { Verdict } from './verdict.ts';

/** One execution of one request. */
export interface Execution {
  /** The public id of the request, sent to the engine as `x-request-id`. */
  readonly requestId: string;
  /** Of the trace that the execution belongs to, for the header of that name; absent while nobody traces. */
  readonly traceparent?: string;
  /** A path from the allow list, for instance `/v1/chat/completions`. */
  readonly path: string;
  /** The model that the body names. */
  readonly model: string;
  /** The original bytes of the request's body. */
  readonly body: Uint8Array;
  /** Bounds the whole execution, headers included: engines that do not stream answer headers only when done. */
  readonly timeoutMs: number;
  /** Stops the execution, which then is `preempted`. */
  readonly signal: AbortSignal;
}

/** A model that an engine takes requests for. */
export interface ServedModel {
  /** The name that requests use, as `GET /v1/models` lists it. */
  readonly id: string;
  /** Longest context in tokens; null when the engine does not say. */
  readonly maxModelTokens: number | null;
}

/** How loaded the engines are, as far as the executor knows. */
export interface Pressure {
  /** Executions in flight through this executor. */
  readonly inFlight: number;
  /** Requests that the engines hold in their waiting queues, of those that say so; null when none does. Decides nothing. */
  readonly waiting: number | null;
  /** Engines that take work now. */
  readonly healthyEngines: number;
  /**
   * Executions that these engines take at once, by what they said lately; absent or null for no bound. A worker starts no
   * more. What is started all the same may be answered `busy` without asking an engine.
   */
  readonly capacity?: number | null;
}

/** Runs requests on engines. Never throws for what an engine or the network does: that is a verdict. */
export interface Executor extends AsyncDisposable {
  /** Resolves when at least one engine takes work; rejects with `unavailable` when the signal aborts first. */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** The models served by healthy engines, from the last look at them; ascending by id. */
  models(): readonly ServedModel[];
  /** Runs one request and says what became of it. Resolves at the latest when its timeout is over; never rejects. */
  execute(execution: Execution): Promise<Verdict>;
  /** How loaded the engines are, from the last look at them. */
  pressure(): Pressure;
  /** Every engine that the executor was given, in that order, with its health at the last look, and what it says of its queue. */
  engines(): readonly EngineHealth[];
}
