import type { SpanContext } from '@opentelemetry/api';

/** What OpenTelemetry's SDK makes ids with. */
export interface SpanIds {
  /** 32 digits, lower-case hexadecimal. */
  generateTraceId(): string;
  /** 16 digits, lower-case hexadecimal. */
  generateSpanId(): string;
}

/** Of the span that is being started. A start does not wait for anything, so there is one at a time. */
let derived: Pick<SpanContext, 'traceId' | 'spanId'> | undefined;

/**
 * For `idGenerator` of a tracer provider of the SDK: lets the span of a batch have the id that all processes derive for it.
 * Without it that span stands beside the others, under a parent that nobody wrote.
 */
export function derivedSpanIds(others: SpanIds): SpanIds {
  return {
    generateTraceId: () => derived?.traceId ?? others.generateTraceId(),
    generateSpanId: () => derived?.spanId ?? others.generateSpanId(),
  };
}

/** Starts a span under these ids, where the provider knows them from `derivedSpanIds`. */
export function startUnder<Started>(ids: Pick<SpanContext, 'traceId' | 'spanId'>, start: () => Started): Started {
  derived = ids;
  try {
    return start();
  } finally {
    derived = undefined;
  }
}
