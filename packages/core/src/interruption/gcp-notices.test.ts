import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { imitateMetadata } from '../../test/imitated-metadata.ts';
import { gcpNotices } from './gcp-notices.ts';

/** The metadata server: 403 without its header, holds `wait_for_change` until the key's ETag is another one. */
class MetadataServer {
  readonly #values = new Map([
    ['preempted', 'FALSE'],
    ['maintenance-event', 'NONE'],
  ]);
  readonly #versions = new Map<string, number>();
  readonly #held = new Map<() => void, string>();

  set(key: string, value: string): void {
    this.#values.set(key, value);
    this.#versions.set(key, (this.#versions.get(key) ?? 1) + 1);
    for (const [send, held] of this.#held) if (held === key) send();
  }

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers['metadata-flavor'] !== 'Google') return void response.writeHead(403).end();
    const url = new URL(request.url ?? '', 'http://metadata.google.internal');
    const key = url.pathname.replace('/computeMetadata/v1/instance/', '');
    const etag = (): string => `v${this.#versions.get(key) ?? 1}`;
    const send = (): void => {
      this.#held.delete(send);
      response.writeHead(200, { 'Metadata-Flavor': 'Google', ETag: etag() }).end(this.#values.get(key));
    };
    const waits = url.searchParams.get('wait_for_change') === 'true';
    if (waits && [null, etag()].includes(url.searchParams.get('last_etag'))) this.#held.set(send, key);
    else send();
  };
}

const forever = new AbortController().signal;
/** Asks at once again, and takes nobody for silent because this process stood still. */
const pace = { everyMs: 1, timeoutMs: 60_000 };

test('a preemption is found as soon as the server answers the question that it held', async () => {
  const server = new MetadataServer();
  await using metadata = await imitateMetadata(server.answer);
  const watched = gcpNotices({ baseUrl: metadata.baseUrl, ...pace, maintenance: false }).watch({ signal: forever });
  await metadata.until(2);
  expect(metadata.asked).toEqual([
    'GET /computeMetadata/v1/instance/preempted',
    'GET /computeMetadata/v1/instance/preempted?wait_for_change=true&last_etag=v1&timeout_sec=60',
  ]);
  server.set('preempted', 'TRUE');
  expect(await watched).toMatchObject({ source: 'gcp', kind: 'interruption', leftMs: 30_000 });
  expect(metadata.asked).toHaveLength(2);
});

test('a preemption that came before the first question is found by it', async () => {
  const server = new MetadataServer();
  server.set('preempted', 'TRUE');
  await using metadata = await imitateMetadata(server.answer);
  expect(await gcpNotices(metadata).watch({ signal: forever })).toMatchObject({ kind: 'interruption' });
});

test('maintenance that ends the machine is a notice, migration is none', async () => {
  const server = new MetadataServer();
  await using metadata = await imitateMetadata(server.answer);
  const watched = gcpNotices({ baseUrl: metadata.baseUrl, everyMs: 1 }).watch({ signal: forever });
  await metadata.until(4);
  server.set('maintenance-event', 'MIGRATE_ON_HOST_MAINTENANCE');
  await metadata.until(5);
  server.set('maintenance-event', 'TERMINATE_ON_HOST_MAINTENANCE');
  expect(await watched).toMatchObject({ source: 'gcp', kind: 'maintenance', leftMs: 60_000 });
  // The question about the other key is given up.
  await metadata.untilIdle();
});

test('maintenance is left alone where that is wanted', async () => {
  const server = new MetadataServer();
  await using metadata = await imitateMetadata(server.answer);
  const options = { baseUrl: metadata.baseUrl, everyMs: 1, maintenance: false };
  const watched = gcpNotices(options).watch({ signal: forever });
  await metadata.until(2);
  server.set('maintenance-event', 'TERMINATE_ON_HOST_MAINTENANCE');
  server.set('preempted', 'TRUE');
  expect(await watched).toMatchObject({ kind: 'interruption' });
  expect(metadata.asked.filter((asked) => asked.includes('maintenance'))).toEqual([]);
});

test.each(['restarting', 'another service', 'gone'])(
  'a server that is %s is asked again and again, and breaks nothing',
  async (how) => {
    let healed = false;
    const server = new MetadataServer();
    server.set('preempted', 'TRUE');
    await using metadata = await imitateMetadata((request, response) => {
      if (healed) return server.answer(request, response);
      if (how === 'restarting') response.writeHead(503, { 'Metadata-Flavor': 'Google' }).end();
      if (how === 'another service') response.end('TRUE');
      if (how === 'gone') response.destroy();
    });
    const watched = gcpNotices({ baseUrl: metadata.baseUrl, everyMs: 1 }).watch({ signal: forever });
    await metadata.until(6);
    healed = true;
    expect(await watched).toMatchObject({ kind: 'interruption' });
  },
);

test('the watch ends with its signal, also while a question is held', async () => {
  const server = new MetadataServer();
  await using metadata = await imitateMetadata(server.answer);
  const stop = new AbortController();
  const watched = gcpNotices({ baseUrl: metadata.baseUrl, everyMs: 1 }).watch({ signal: stop.signal });
  await metadata.until(4);
  stop.abort();
  expect(await watched).toBeUndefined();
  await metadata.untilIdle();
});
