import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { Verdict } from '../../executor/index.ts';
import type { Batch } from '../../store/index.ts';
import { contextOf, spanContextOf } from './batch-context.ts';
import { executedAttributes, requestSpan, type TracedEnd, type TracedRequest } from './conventions.ts';
import { isSampled } from './is-sampled.ts';
import { traceparentOf } from './trace-parent.ts';
import { instantOf, type Traces } from './traces.ts';

export interface ExecutionTracerOptions {
  readonly traces: Traces;
  readonly clock: Pick<Clock, 'now'>;
  readonly batch: Batch;
  readonly model: string;
  readonly pool: string;
  readonly worker: string;
}

/** An execution that goes on. */
export interface TracedExecution {
  /** For the engine. */
  readonly traceparent: string;
  end(verdict: Verdict, outcome: string | undefined): void;
}

/** Traces the executions of one claim: some of the requests, and of the others what fails. */
export class ExecutionTracer {
  readonly #options: ExecutionTracerOptions;
  readonly #context: Context;
  readonly #unsampled: string;

  /** Undefined while nobody listens. */
  static of(options: ExecutionTracerOptions): ExecutionTracer | undefined {
    return options.traces.on ? new ExecutionTracer(options) : undefined;
  }

  private constructor(options: ExecutionTracerOptions) {
    const { id, revision } = options.batch;
    this.#options = options;
    this.#context = contextOf({ id, revision });
    this.#unsampled = traceparentOf({ ...spanContextOf(id, revision), traceFlags: 0 });
  }

  begin(requestId: string, attempt: number): TracedExecution {
    const { traces, clock } = this.#options;
    const request = { ...this.#options, requestId, attempt };
    const startedAt = clock.now();
    const span = isSampled(requestId, traces.share) ? this.#start(request, startedAt) : undefined;
    return {
      traceparent: span ? traceparentOf(span.spanContext()) : this.#unsampled,
      end: (verdict, outcome) => {
        const written = span ?? (hasFailed(verdict, outcome) ? this.#start(request, startedAt) : undefined);
        if (written) this.#end(written, endOf(verdict, outcome));
      },
    };
  }

  /** A request that is given up without another execution. */
  giveUp(requestId: string, attempt: number): void {
    const span = this.#start({ ...this.#options, requestId, attempt }, this.#options.clock.now());
    const unasked = { engine: null, statusCode: null, answerId: null };
    this.#end(span, { ...unasked, verdict: 'lapsed', error: 'holder_died', outcome: 'deadLettered' });
  }

  #start(request: TracedRequest, startedAt: number): Span {
    const shape = { ...requestSpan(request), startTime: instantOf(startedAt) };
    return this.#options.traces.tracer.startSpan(shape.name, shape, this.#context);
  }

  #end(span: Span, end: TracedEnd): void {
    span.setAttributes(executedAttributes(end));
    if (end.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(instantOf(this.#options.clock.now()));
  }
}

/** What burns an attempt, and what ends a request without an answer. Busy and unreachable engines come in storms. */
function hasFailed(verdict: Verdict, outcome: string | undefined): boolean {
  return verdict.kind === 'failed' || (verdict.kind !== 'answered' && outcome !== undefined);
}

function endOf(verdict: Verdict, outcome: string | undefined): TracedEnd {
  return {
    verdict: verdict.kind,
    engine: verdict.engine,
    statusCode: 'statusCode' in verdict ? verdict.statusCode : null,
    answerId: 'requestId' in verdict ? verdict.requestId : null,
    ...(verdict.kind === 'answered' ? { usage: verdict.usage } : { error: errorOf(verdict) }),
    ...(outcome !== undefined && { outcome }),
  };
}

function errorOf(verdict: Exclude<Verdict, { kind: 'answered' }>): string {
  if (verdict.kind === 'failed') return verdict.reason;
  return 'statusCode' in verdict ? String(verdict.statusCode) : verdict.kind;
}
