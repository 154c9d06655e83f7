import { expect, test } from 'vitest';
import { readEvents } from './event-stream.ts';

async function eventsOf(...chunks: readonly string[]): Promise<object[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return Array.fromAsync(readEvents(body));
}

test('events are read whatever the chunks, and comments are passed over', async () => {
  const text = ':\n\nevent: batch\nid: 7\ndata: {"a":\ndata: 1}\n\n:\n\nevent: done\ndata: {}\n\n';
  const expected = [
    { event: 'batch', id: '7', data: '{"a":\n1}' },
    { event: 'done', id: undefined, data: '{}' },
  ];
  expect(await eventsOf(text)).toEqual(expected);
  expect(await eventsOf(...text)).toEqual(expected);
});

test('comments are signs of life', async () => {
  let signs = 0;
  const { body } = new Response(':\n\n');
  for await (const _ of readEvents(body as ReadableStream<Uint8Array>, () => signs++))
    throw new Error('There is none.');
  expect(signs).toBe(1);
});

test('an event that breaks off is none', async () => {
  expect(await eventsOf('event: batch\ndata: {}')).toEqual([]);
});
