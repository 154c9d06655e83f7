import { expect, it } from 'vitest';
import { readEvents, type StreamEvent } from './event-stream.ts';

async function eventsIn(text: string, chunkBytes: number): Promise<StreamEvent[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return Array.fromAsync(readEvents(chunks()));
}

const stream =
  ': hello\n\nevent: results\nid: c1\ndata: {"a":"ü"}\ndata:{"b": 2}\n\ndata: last\r\n\r\nevent: nothing\n\ndata: cut off';

it.each([1, 2, 3, 7, 1_000])('events are the same however the bytes are cut (%i at a time)', async (chunkBytes) => {
  expect(await eventsIn(stream, chunkBytes)).toEqual([
    { name: 'results', id: 'c1', data: '{"a":"ü"}\n{"b": 2}' },
    { name: 'message', id: 'c1', data: 'last' },
  ]);
});

it('lines may end in a lone CR', async () => {
  expect(await eventsIn('data: one\r\rdata: two\r\r', 1)).toMatchObject([{ data: 'one' }, { data: 'two' }]);
});
