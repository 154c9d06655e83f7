import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** The header of W3C Trace Context for a call under the span. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** What such a header says; undefined for anything else. */
export function readTraceparent(header: string): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = ''] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(header) ?? [];
  const read = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return version !== 'ff' && isSpanContextValid(read) ? read : undefined;
}
