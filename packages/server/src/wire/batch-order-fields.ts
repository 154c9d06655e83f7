import { type DeduplicationScope, deduplicationScopes } from '@spillway/core';
import { z } from 'zod';
import { recordId } from './record-id.ts';

/** The fields from which batches are created. */
export const window: z.ZodString = z.string().min(1).max(32).meta({
  description: '`<n>m`, `<n>h` or `<n>d` within the bounds of the server. OpenAI knows only `24h`.',
  example: '24h',
});

export const endpoint: z.ZodString = z.string().min(1).max(256).meta({ example: '/v1/chat/completions' });

// A record of zod would drop a pair whose key is `__proto__`.
export const metadata: z.ZodType<Record<string, string> | null | undefined> = z
  .custom<Record<string, string>>(isTexts, 'expected an object whose values are strings')
  .meta({ override: { type: 'object', additionalProperties: { type: 'string' } } })
  .nullish()
  .meta({
    description:
      'Up to 16 pairs. `priority` (low, normal, medium, high or a number) sets the priority, and is else left alone; ' +
      '`spillway_priority` does too, and is refused when it is something else.',
  });

export interface ExpiresAfter {
  readonly anchor: 'created_at';
  readonly seconds: number;
}

export const outputExpiresAfter: z.ZodType<ExpiresAfter | null | undefined> = z
  .object({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
  .nullish()
  .meta({ description: 'Counted from the creation of the output and error files; 30 days by default.' });

export const idempotencyHeaders: z.ZodObject = z.object({
  'idempotency-key': z.string().min(1).max(256).optional().meta({
    description: 'The same key answers the same batch; with another body it is refused.',
  }),
});

export const deduplicate: z.ZodType<DeduplicationScope | null | undefined> = z
  .enum(deduplicationScopes)
  .nullish()
  .meta({
    description:
      'Where requests look for answers that were given to the same request before: nowhere, among those of the batch, of the ' +
      "tenant, or of everybody; never further than the server allows, which is the default. Spillway's own.",
  });

export const inputFileId: z.ZodString = recordId.meta({ description: 'An uploaded file of purpose `batch`.' });

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
