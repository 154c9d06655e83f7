import { createHash } from 'node:crypto';
import { type Context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';

/** The id of the trace of a batch: a function of the batch's id, so that processes agree on it without a word. */
export function traceIdOf(batchId: string): string {
  return digest(batchId).slice(0, 32);
}

/** The span of a revision of a batch, under which everything about it stands; it is written when the revision ends. */
export function spanContextOf(batchId: string, revision: number): SpanContext {
  const spanId = digest(`${batchId} ${revision}`).slice(0, 16);
  return { traceId: traceIdOf(batchId), spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

/** For spans below it. */
export function contextOf({ id, revision }: { readonly id: string; readonly revision: number }): Context {
  return trace.setSpanContext(ROOT_CONTEXT, spanContextOf(id, revision));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
