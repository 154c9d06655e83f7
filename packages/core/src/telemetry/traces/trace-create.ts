import { type Link, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { Batch } from '../../store/index.ts';
import { failureLabel } from '../failure-label.ts';
import { contextOf } from './batch-context.ts';
import { createdAttributes, createSpan, failure } from './conventions.ts';
import { readTraceparent } from './trace-parent.ts';
import { instantOf, type Traces } from './traces.ts';

export interface TracedCreation {
  /** The id that the batch will have. */
  readonly id: string;
  readonly endpoint: string;
  /** Of the call that asks for it. */
  readonly traceparent: string | undefined;
}

/** Creates a batch under a span that is linked to the call that asked for it. */
export async function traceCreate(
  { id, endpoint, traceparent }: TracedCreation,
  { traces, clock }: { readonly traces: Traces; readonly clock: Clock },
  create: () => Promise<Batch>,
): Promise<Batch> {
  if (!traces.on) return create();
  const options = { ...createSpan(endpoint), links: linksTo(traceparent), startTime: instantOf(clock.now()) };
  const span = traces.tracer.startSpan(options.name, options, contextOf({ id, revision: 1 }));
  try {
    const batch = await create();
    span.setAttributes(createdAttributes(batch));
    return batch;
  } catch (error) {
    span.setAttributes(failure(failureLabel(error))).setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end(instantOf(clock.now()));
  }
}

function linksTo(traceparent: string | undefined): Link[] {
  const context = traceparent === undefined ? trace.getActiveSpan()?.spanContext() : readTraceparent(traceparent);
  return context ? [{ context }] : [];
}
