import { describe, expect, test } from 'vitest';
import { PartReader } from './part-reader.ts';

const never = new AbortController().signal;

async function* chunksOf(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let byte = 0;
  // One buffer for all chunks, as some sources have it.
  const buffer = new Uint8Array(Math.max(...sizes));
  for (const size of sizes) {
    for (let at = 0; at < size; at += 1) buffer[at] = byte++ % 251;
    yield buffer.subarray(0, size);
  }
}

async function partsOf(reader: PartReader): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  while (!reader.ended) parts.push(Buffer.from(await reader.next(never)));
  return parts;
}

describe('a source is cut into parts', () => {
  test.each([
    [[10], 4],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1], 4],
    [[3, 0, 5, 0, 1], 4],
    [[4, 4], 4],
    [[200_000, 1, 150_000], 131_072],
  ])('chunks of %j, in parts of %i', async (sizes, partBytes) => {
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const parts = await partsOf(new PartReader(chunksOf(...sizes), partBytes));
    const whole = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
    // As one truth: telling the difference of long arrays takes minutes.
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect(parts.slice(0, -1).every((part) => part.byteLength === partBytes)).toBe(true);
  });

  test('memory that is given back is used again', async () => {
    const reader = new PartReader(chunksOf(100_000, 100_000), 100_000);
    const first = await reader.next(never);
    reader.reuse(first);
    expect((await reader.next(never)).buffer).toBe(first.buffer);
  });

  test('the abort ends the wait for a source that hangs, and tells the source', async () => {
    const ended = Promise.withResolvers<void>();
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          ended.resolve();
          return { done: true, value: undefined };
        },
      }),
    };
    const controller = new AbortController();
    const reader = new PartReader(source, 4);
    const next = reader.next(controller.signal);
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    reader.end();
    await ended.promise;
  });
});
