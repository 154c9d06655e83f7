import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

interface Part {
  readonly name: string;
  readonly latency_ms: number | null;
}

/** What is to fail here fails in `npm run typecheck`, which refuses an expected error that does not come. */
describe('the schema of an object', () => {
  test('has each field of its type', () => {
    const schema = objectSchema<Part>({ name: z.string(), latency_ms: z.number().nullable() });
    expect(schema.safeParse({ name: 'a', latency_ms: null }).success).toBe(true);
    // @ts-expect-error `latency_ms` is missing.
    const less = objectSchema<Part>({ name: z.string() });
    expect(less.safeParse({ name: 'a' }).success).toBe(true);
  });

  test('has no other', () => {
    // @ts-expect-error A part has no `detail`.
    const more = objectSchema<Part>({ name: z.string(), latency_ms: z.number().nullable(), detail: z.string() });
    expect(more.safeParse({ name: 'a', latency_ms: null }).success).toBe(false);
  });

  test('has them of the same types', () => {
    // @ts-expect-error A latency is a number.
    const other = objectSchema<Part>({ name: z.string(), latency_ms: z.string() });
    expect(other.safeParse({ name: 'a', latency_ms: null }).success).toBe(false);
  });
});
