import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Listening, listen } from '../listen.ts';
import { createPortalServer } from './create-portal-server.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('the portal of a server elsewhere', () => {
  const asked: Asked[] = [];
  let answer: (response: ServerResponse) => void;
  const upstream = createServer(async (request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, headers, body: (await request.toArray()).join('') });
    answer(response);
  });
  let portal: Listening;
  beforeAll(async () => {
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    portal = await listen({ server: createPortalServer({ url: `http://127.0.0.1:${port}/below/` }), port: 0 });
  });
  beforeEach(() => {
    asked.length = 0;
    answer = (response) => response.end('{}');
  });
  afterAll(async () => {
    await portal.close({ graceMs: 0 });
    upstream.closeAllConnections();
    upstream.close();
  });

  test('a call goes on with its key, and the answer comes back as it is', async () => {
    answer = (response) => {
      response.setHeader('set-cookie', 'session=theirs');
      response.writeHead(429, { 'retry-after': '3', 'x-request-id': 'req_1', 'content-type': 'application/json' });
      response.end('{"error":{}}');
    };
    const response = await fetch(`${portal.url}/v1/batches?limit=2&search=a%20b`, {
      headers: { authorization: 'Bearer secret', 'spillway-tenant': 'acme', cookie: 'other=1' },
    });
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '3',
      '{"error":{}}',
    ]);
    expect(response.headers.get('x-request-id')).toBe('req_1');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(asked).toMatchObject([{ method: 'GET', url: '/below/v1/batches?limit=2&search=a%20b' }]);
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'spillway-tenant': 'acme' });
    expect(asked[0]?.headers.host).not.toBe(new URL(portal.url).host);
    expect(asked[0]?.headers.cookie).toBeUndefined();
  });

  test('what is said from one machine to the next stays between them', async () => {
    const headers = { connection: 'close, x-hop', 'x-hop': '1', 'proxy-authorization': 'Basic x', te: 'trailers' };
    answer = (response) => {
      response.writeHead(200, { connection: 'close, x-back', 'x-back': '1', 'x-kept': '1' });
      response.end('{}');
    };
    const back = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = ask(`${portal.url}/v1/caller`, { headers }, resolve);
      asking.once('error', reject).end();
    });
    back.resume();
    for (const name of ['x-hop', 'proxy-authorization', 'te']) expect(asked[0]?.headers[name], name).toBeUndefined();
    expect([back.headers['x-kept'], back.headers['x-back']]).toEqual(['1', undefined]);
  });

  test('an upload is passed on while it comes', async () => {
    const body = Readable.toWeb(Readable.from(['one ', 'two'])) as ReadableStream;
    const response = await fetch(`${portal.url}/v1/files`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect([response.status, asked[0]?.body]).toEqual([200, 'one two']);
  });

  test('events are passed on as they come, and a reader that leaves is noticed', async () => {
    const left = Promise.withResolvers<void>();
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: page\ndata: 1\n\n');
      response.once('close', left.resolve);
    };
    const leaving = new AbortController();
    const response = await fetch(`${portal.url}/v1/batches/events`, { signal: leaving.signal });
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('event: page\ndata: 1\n\n');
    leaving.abort();
    await left.promise;
  });

  test.each([
    '/metrics',
    '/v1',
    '/v1/../metrics',
    '/below/v1/batches',
    '/v1/..%2fmetrics',
    '/v1/%2e%2e%2Fmetrics',
    '/v1/..%5cmetrics',
    '//elsewhere.example/v1/batches',
    '/http://elsewhere.example/v1/batches',
  ])('nothing else of the server is there: %s', async (path) => {
    const response = await fetch(`${portal.url}${path}`);
    expect([response.status, asked]).toEqual([404, []]);
  });

  test.each([
    'ftp://a.example',
    'https://me:secret@a.example',
    'https://secret@a.example',
    'https://a.example/?below',
    'https://a.example/#',
  ])('a server cannot be at %s', (url) => {
    const create = () => createPortalServer({ url });
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_argument', param: 'url' }));
    expect(create).not.toThrow(/secret/);
  });

  test('a redirect is not followed: the key stays', async () => {
    answer = (response) => response.writeHead(302, { location: 'http://elsewhere.example/' }).end();
    const response = await fetch(`${portal.url}/v1/caller`, { redirect: 'manual' });
    expect([response.status, asked.length]).toEqual([302, 1]);
  });

  test('a server that is away is a 502 that says which', async () => {
    const away = createPortalServer({ url: 'http://127.0.0.1:1' });
    const response = await away.fetch(new Request('http://localhost/v1/caller'));
    expect([response.status, await response.json()]).toMatchObject([
      502,
      { error: { code: 'unreachable', message: 'The server at http://127.0.0.1:1 cannot be reached.' } },
    ]);
  });

  test('browsers are led to the portal', async () => {
    const response = await fetch(portal.url, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, './portal/']);
  });
});
