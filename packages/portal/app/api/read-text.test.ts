import { expect, test } from 'vitest';
import { readText } from './read-text.ts';

test.each([
  ['', 5, '', false],
  ['hello', 5, 'hello', false],
  ['hello!', 5, 'hello', true],
])('of %j at most %i bytes are read', async (text, most, shown, cut) => {
  expect(await readText(new Response(text), most)).toEqual({ text: shown, cut });
});

test('a source without an end is let go of', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('ha')),
    cancel() {
      cancelled = true;
    },
  });
  expect(await readText(new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>), 5)).toEqual({
    text: 'hahah',
    cut: true,
  });
  expect(cancelled).toBe(true);
});
