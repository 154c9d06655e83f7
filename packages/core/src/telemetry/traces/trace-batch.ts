import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { revisionStartOf } from '../../history/revision-start.ts';
import type { Batch, RecordedEvent, Store } from '../../store/index.ts';
import { contextOf, spanContextOf } from './batch-context.ts';
import { batchSpan, endedAttributes, type SpanShape, timelineAttributes } from './conventions.ts';
import { startUnder } from './derived-ids.ts';
import { instantOf, type Traces } from './traces.ts';

/** Says of a batch that failed what is wrong with its lines: words of its owner, which belong into no trace. */
const untold = 'failed';

/** Writes the span of a revision that has ended, with its timeline as events. */
export async function traceBatch(
  batch: Batch,
  { traces, store }: { readonly traces: Traces; readonly store: Pick<Store, 'batches'> },
): Promise<void> {
  if (!traces.on || batch.endedAt === null) return;
  const { tenant, id } = batch;
  const startedAt = revisionStartOf(batch);
  const timeline = await store.batches.timeline({ tenant, id });
  const span = startBatch(batch, traces, { ...batchSpan(batch), startTime: instantOf(startedAt) });
  for (const event of timeline) if (event.at >= startedAt) tell(span, event);
  span.setAttributes(endedAttributes(batch));
  if (batch.phase === 'failed' || batch.phase === 'expired') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(instantOf(batch.endedAt));
}

/** The first revision is the root of the trace, and later ones are below it. */
function startBatch({ id, revision }: Batch, { tracer }: Traces, shape: SpanShape): Span {
  const own = spanContextOf(id, revision);
  const above = revision === 1 ? undefined : contextOf({ id, revision: 1 });
  const span = startUnder(own, () => tracer.startSpan(shape.name, { ...shape, root: above === undefined }, above));
  if (span.spanContext().spanId === own.spanId) return span;
  // A provider with ids of its own: what was begun is never ended and so never written.
  return tracer.startSpan(shape.name, shape, contextOf({ id, revision }));
}

function tell(span: Span, { kind, text, at }: RecordedEvent): void {
  span.addEvent(kind, kind === untold ? {} : timelineAttributes(text), instantOf(at));
}
