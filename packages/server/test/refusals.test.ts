import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { exchange } from './raw-http.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi({ coordinate: false });
});
afterAll(() => api[Symbol.asyncDispose]());

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

const withKey = { authorization: `Bearer ${apiKey}` };

function send({ path, headers = withKey, ...init }: Call): Promise<Response> {
  return fetch(`${api.url}${path}`, { ...init, headers });
}

const multipart = { ...withKey, 'content-type': 'multipart/form-data; boundary=edge' };
const fields = (count: number): string =>
  Array.from({ length: count }, () => '--edge\r\ncontent-disposition: form-data; name="x"\r\n\r\ny\r\n').join('');
const part = (name: string, value: string): string =>
  `--edge\r\ncontent-disposition: form-data; name="${name}"; filename="a.jsonl"\r\n\r\n${value}\r\n`;

describe('every refusal is the four keys of the wire under a request id', () => {
  it.each<readonly [string, number, string | null, Call]>([
    ['an unknown path', 404, 'unknown_url', { path: '/v1/nothing' }],
    ['an unknown path outside', 404, 'unknown_url', { path: '/nothing' }],
    ['an unknown file', 404, null, { path: '/v1/files/file-none' }],
    ['an id that cannot be one', 404, null, { path: '/v1/files/%00' }],
    ['an escape that is none', 404, null, { path: '/v1/batches/%E0%A4%A' }],
    ['a wrong method', 405, 'method_not_supported', { path: '/v1/files', method: 'PUT' }],
    ['a wrong method on a cancel', 405, 'method_not_supported', { path: '/v1/batches/b/cancel' }],
    ['a body that is no JSON', 400, 'invalid_json', { path: '/v1/batches', method: 'POST', body: '{' }],
    ['no body', 400, 'missing_required_parameter', { path: '/v1/batches', method: 'POST' }],
    ['a body that is too large', 413, 'too_large', { path: '/v1/batches', method: 'POST', body: ' '.repeat(300_000) }],
    ['an upload that is no form', 400, 'invalid_multipart', { path: '/v1/files', method: 'POST', body: '{}' }],
    ['an upload without a body', 400, 'invalid_multipart', { path: '/v1/files', method: 'POST', headers: multipart }],
    [
      'an upload without a boundary',
      400,
      'invalid_multipart',
      { path: '/v1/files', method: 'POST', body: 'x', headers: { ...withKey, 'content-type': 'multipart/form-data;' } },
    ],
    [
      'a form with too many fields',
      400,
      'invalid_multipart',
      { path: '/v1/files', method: 'POST', body: `${fields(40)}${part('file', 'x')}--edge--`, headers: multipart },
    ],
    [
      'a form with a huge field',
      400,
      'invalid_multipart',
      {
        path: '/v1/files',
        method: 'POST',
        body: `--edge\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n${'b'.repeat(5_000)}\r\n${part('file', 'x')}--edge--`,
        headers: multipart,
      },
    ],
    [
      'a form with two files',
      400,
      'invalid_multipart',
      {
        path: '/v1/files',
        method: 'POST',
        body: `${part('file', 'x')}${part('file', 'y')}--edge--`,
        headers: multipart,
      },
    ],
    [
      'a form whose only file has another name',
      400,
      'missing_required_parameter',
      { path: '/v1/files', method: 'POST', body: `${part('data', 'x')}--edge--`, headers: multipart },
    ],
    ['an unknown order', 400, 'invalid_value', { path: '/v1/files?order=sideways' }],
    ['an unknown purpose', 400, 'invalid_value', { path: '/v1/files?purpose=peace' }],
    ['a limit in hexadecimal', 400, 'invalid_value', { path: '/v1/files?limit=0x10' }],
  ])('%s', async (_, status, code, call) => {
    const answer = await send(call);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { error } = (await answer.json()) as { error: Record<string, unknown> };
    expect(Object.keys(error).toSorted()).toEqual(['code', 'message', 'param', 'type']);
    expect(error).toMatchObject({ code, type: 'invalid_request_error', message: expect.stringMatching(/./) });
    expect(api.errors).toEqual([]);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['a Host that is none', 'GET /livez HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n', '400'],
    ['endless headers', `GET /livez HTTP/1.1\r\nx: ${'x'.repeat(140_000)}\r\n\r\n`, '431'],
  ])('%s', async (_, request, status) => {
    const answer = await exchange(api.port, request);
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(answer.toLowerCase()).toContain('x-request-id: req_');
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toHaveProperty('error.param', null);
  });
});

describe('a key', () => {
  it.each([
    ['none', {}],
    ['another', { authorization: 'Bearer sk-other' }],
    ['the right one with something behind it', { authorization: `Bearer ${apiKey}x` }],
    ['the right one as a password', { authorization: `Basic ${btoa(`user:${apiKey}`)}` }],
    ['an empty one', { authorization: 'Bearer ' }],
  ] as [string, Record<string, string>][])('%s opens nothing under /v1', async (_, headers) => {
    for (const path of ['/v1/files', '/v1/batches', '/v1/files/f/content', '/v1/nothing']) {
      const answer = await send({ path, headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null },
      });
      expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    }
  });

  it('is not needed to ask whether the server lives', async () => {
    for (const path of ['/livez', '/readyz']) expect((await send({ path, headers: {} })).status).toBe(200);
  });
});

describe('an answer', () => {
  it('always has a request id of its own', async () => {
    const ids = new Set<string | null>();
    for (const path of ['/livez', '/readyz', '/v1/files', '/v1/batches']) {
      ids.add((await send({ path })).headers.get('x-request-id'));
    }
    expect([...ids]).toHaveLength(4);
    expect(ids).not.toContain(null);
  });

  it('to HEAD is that to GET without the body', async () => {
    const answer = await send({ path: '/v1/batches', method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('to OPTIONS and to a wrong method says what is allowed', async () => {
    const options = await send({ path: '/v1/files', method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'OPTIONS, HEAD, GET, POST']);
    const wrong = await send({ path: '/v1/files/f', method: 'PATCH' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'OPTIONS, HEAD, GET, DELETE']);
  });

  it('waits for nobody who has left', async () => {
    const stopped = new AbortController();
    const call = fetch(`${api.url}/v1/batches`, {
      method: 'POST',
      headers: withKey,
      signal: stopped.signal,
      body: slowly(),
      duplex: 'half',
    } as RequestInit);
    stopped.abort();
    await expect(call).rejects.toThrow();
    expect(api.errors).toEqual([]);
  });
});

function slowly(): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) });
}
