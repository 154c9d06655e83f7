import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ speed: Number.POSITIVE_INFINITY });
});
beforeEach(() => {
  engine.setFaults({});
  engine.reset();
});
afterAll(() => engine.close());

function ask(text: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${engine.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: text }] }),
    ...(signal && { signal }),
  });
}

describe('with a rate of one, every request', () => {
  test.each([429, 503])('gets %i with Retry-After', async (status) => {
    engine.setFaults({ [`status${status}`]: 1, retryAfterSeconds: 7 });
    const response = await ask('Hello');
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '7']);
    expect(await response.json()).toMatchObject({ error: { code: status } });
    expect(engine.stats()).toMatchObject({
      answered: 1,
      byStatus: { [status]: 1 },
      faults: { [`status${status}`]: 1 },
    });
  });

  test('gets 500', async () => {
    engine.setFaults({ status500: 1 });
    expect((await ask('Hello')).status).toBe(500);
  });

  test('hangs until its client goes', async () => {
    engine.setFaults({ hang: 1 });
    const client = new AbortController();
    const answer = ask('Hello', client.signal);
    await expect.poll(() => engine.stats().received).toBe(1);
    client.abort();
    await expect(answer).rejects.toThrow('abort');
    await expect.poll(() => engine.stats().aborted).toBe(1);
    expect(engine.stats().answered).toBe(0);
  });

  test('gets a body that ends too early', async () => {
    engine.setFaults({ truncate: 1 });
    const response = await ask('Hello');
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('gets a success that is not JSON', async () => {
    engine.setFaults({ garbage: 1 });
    const response = await ask('Hello');
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow('JSON');
  });

  test('has its connection reset before any header', async () => {
    engine.setFaults({ reset: 1 });
    await expect(ask('Hello')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  test('gets the right body in pieces', async () => {
    const whole = await (await ask('Hello')).text();
    engine.setFaults({ drip: 1, dripMs: 1 });
    const response = await ask('Hello');
    expect(await response.text()).toBe(whole);
    expect(engine.stats().answered).toBe(2);
  });
});

test('a fault that was drawn for the first execution of a body need not meet the second', async () => {
  engine.setFaults({ status500: 0.5 });
  const status = async (index: number): Promise<number> => (await ask(`Question ${index}`)).status;
  const round = (): Promise<number[]> => Promise.all(Array.from({ length: 40 }, (_, index) => status(index)));
  const first = await round();
  const second = await round();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(second).not.toEqual(first);
  engine.reset();
  expect(await round()).toEqual(first);
});

test('faults are switched over HTTP, as JSON or in the words of the flag', async () => {
  const post = (body: string): Promise<Response> => fetch(`${engine.url}/faults`, { method: 'POST', body });
  expect((await post('status500=1')).status).toBe(200);
  expect((await ask('Hello')).status).toBe(500);
  expect((await post('{"status429":1}')).status).toBe(200);
  expect((await ask('Hello')).status).toBe(429);
  expect((await post('status418=1')).status).toBe(400);
  expect((await ask('Hello')).status).toBe(429);
  expect((await post('{}')).status).toBe(200);
  expect((await ask('Hello')).status).toBe(200);
});

test('what is asked of health, metrics and models never fails by plan', async () => {
  engine.setFaults({ status500: 1 });
  for (const path of ['/health', '/metrics', '/v1/models', '/stats']) {
    expect((await fetch(engine.url + path)).status).toBe(200);
  }
});
