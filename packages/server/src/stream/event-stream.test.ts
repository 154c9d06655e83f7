import { SpillwayError, systemClock } from '@spillway/core';
import { expect, it } from 'vitest';
import { createEventStream, type SendEvent } from './event-stream.ts';

function streamFor(
  method: string,
  produce: (send: SendEvent, signal: AbortSignal) => Promise<void>,
  report: (error: unknown) => void = () => {},
): Response {
  const request = new Request('http://localhost/', { method });
  const stopping = new AbortController().signal;
  const open = { clock: systemClock, request, stopping, report };
  return createEventStream({ ...open, authenticate: async () => {}, leave: () => {} }, produce);
}

it('a HEAD is answered without anything being produced, since nobody would ever end it', async () => {
  let produced = 0;
  const answer = streamFor('HEAD', async () => void produced++);
  expect([answer.headers.get('content-type'), answer.body, produced]).toEqual(['text/event-stream', null, 0]);
});

it('a reader that does not read is sent nothing more, and its leaving ends the producer', async () => {
  const sent: number[] = [];
  const { promise: over, resolve } = Promise.withResolvers<boolean>();
  const answer = streamFor('GET', async (send, signal) => {
    try {
      for (let data = 0; ; data++) {
        await send({ event: 'number', data: String(data) });
        sent.push(data);
      }
    } finally {
      resolve(signal.aborted);
    }
  });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await new Promise(setImmediate);
  expect(sent.length).toBeLessThan(3);
  await reader.cancel();
  await expect(over).resolves.toBeDefined();
});

it('a failure breaks the stream off, and is told of only when it is ours', async () => {
  const ours = new Error('ours');
  const theirs = new SpillwayError('The batch was reopened.', { code: 'invalid_argument' });
  const told: unknown[] = [];
  for (const error of [ours, theirs]) {
    const answer = streamFor(
      'GET',
      () => Promise.reject(error),
      (report) => told.push(report),
    );
    await expect(answer.text()).rejects.toThrow('The events broke off.');
  }
  expect(told).toEqual([ours]);
});
