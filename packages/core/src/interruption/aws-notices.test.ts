import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { imitateMetadata } from '../../test/imitated-metadata.ts';
import { awsNotices } from './aws-notices.ts';

const ACTION = '/latest/meta-data/spot/instance-action';
const REBALANCE = '/latest/meta-data/events/recommendations/rebalance';

/** IMDSv2: no answer without a token that it gave out, 404 for what is not there. */
class Imds {
  readonly documents = new Map<string, string>();
  tokens = 0;
  /** Tokens up to this one are refused. */
  expired = 0;

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = '', headers } = request;
    if (method === 'PUT' && url === '/latest/api/token') {
      const ttl = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
      if (!(ttl >= 1 && ttl <= 21_600)) return void response.writeHead(400).end();
      return void response.end(`token${++this.tokens}`);
    }
    const token = Number(String(headers['x-aws-ec2-metadata-token'] ?? '').replace('token', ''));
    if (method !== 'GET' || !(token > this.expired && token <= this.tokens)) return void response.writeHead(401).end();
    const document = this.documents.get(url);
    if (document === undefined) return void response.writeHead(404).end('<html>404 - Not Found</html>');
    response.end(document);
  };
}

const inMs = (ms: number): string =>
  JSON.stringify({ action: 'terminate', time: new Date(Date.now() + ms).toISOString() });
const forever = new AbortController().signal;
/** Asks at once again, and takes nobody for silent because this process stood still. */
const pace = { everyMs: 1, timeoutMs: 60_000 };

test('a notice is found when the service stops answering 404, with the time left', async () => {
  const imds = new Imds();
  await using metadata = await imitateMetadata(imds.answer);
  const watched = awsNotices({ baseUrl: `${metadata.baseUrl}/`, ...pace }).watch({ signal: forever });
  await metadata.until(4);
  expect(metadata.asked.slice(0, 3)).toEqual(['PUT /latest/api/token', `GET ${ACTION}`, `GET ${ACTION}`]);
  imds.documents.set(ACTION, inMs(100_000));
  const notice = await watched;
  expect(notice).toMatchObject({ source: 'aws', kind: 'interruption' });
  expect(notice?.leftMs).toBeGreaterThan(80_000);
  expect(notice?.leftMs).toBeLessThanOrEqual(100_000);
  expect(imds.tokens).toBe(1);
});

test.each([
  [3_600_000, 120_000],
  [-3_600_000, 0],
])('a clock that is off by an hour makes no more of two minutes, and no less of none (%i)', async (ms, leftMs) => {
  const imds = new Imds();
  imds.documents.set(ACTION, inMs(ms));
  await using metadata = await imitateMetadata(imds.answer);
  expect(await awsNotices(metadata).watch({ signal: forever })).toMatchObject({ leftMs });
});

test('an expired token is replaced at once', async () => {
  const imds = new Imds();
  await using metadata = await imitateMetadata(imds.answer);
  const watched = awsNotices({ baseUrl: metadata.baseUrl, ...pace }).watch({ signal: forever });
  await metadata.until(3);
  imds.expired = 1;
  imds.documents.set(ACTION, inMs(0));
  expect(await watched).toMatchObject({ kind: 'interruption' });
  expect(imds.tokens).toBe(2);
});

test('a rebalance recommendation is a notice only where it is asked for', async () => {
  const imds = new Imds();
  imds.documents.set(REBALANCE, JSON.stringify({ noticeTime: '2020-10-27T08:22:00Z' }));
  await using metadata = await imitateMetadata(imds.answer);
  const { baseUrl } = metadata;
  const stop = new AbortController();
  const deaf = awsNotices({ baseUrl, everyMs: 1 }).watch({ signal: stop.signal });
  await metadata.until(5);
  stop.abort();
  expect(await deaf).toBeUndefined();
  const notice = await awsNotices({ baseUrl, rebalance: true }).watch({ signal: forever });
  expect(notice).toMatchObject({ source: 'aws', kind: 'rebalance', leftMs: null });
});

test('nonsense is no notice', async () => {
  const imds = new Imds();
  imds.documents.set(ACTION, 'null');
  await using metadata = await imitateMetadata(imds.answer);
  const watched = awsNotices({ baseUrl: metadata.baseUrl, everyMs: 1 }).watch({ signal: forever });
  await metadata.until(4);
  imds.documents.set(ACTION, '{"action":');
  await metadata.until(8);
  imds.documents.set(ACTION, '{"action":"stop"}');
  expect(await watched).toMatchObject({ kind: 'interruption', leftMs: null });
});

test.each(['refused', 'forbidden', 'silent'])(
  'a service that is %s is asked again and again, and breaks nothing',
  async (how) => {
    let healed = false;
    const imds = new Imds();
    imds.documents.set(ACTION, inMs(60_000));
    await using metadata = await imitateMetadata((request, response) => {
      if (healed) return imds.answer(request, response);
      if (how === 'refused') response.destroy();
      if (how === 'forbidden') response.writeHead(403).end();
    });
    const watched = awsNotices({ baseUrl: metadata.baseUrl, everyMs: 1, timeoutMs: 50 }).watch({ signal: forever });
    await metadata.until(3);
    healed = true;
    expect(await watched).toMatchObject({ kind: 'interruption' });
  },
);

test('where nothing listens the watch lasts until its signal aborts, in the middle of a question, too', async () => {
  const metadata = await imitateMetadata(() => {});
  const silent = new AbortController();
  const watched = awsNotices({ baseUrl: metadata.baseUrl, timeoutMs: 60_000 }).watch({ signal: silent.signal });
  await metadata.until(1);
  silent.abort();
  expect(await watched).toBeUndefined();
  await metadata[Symbol.asyncDispose]();
  const absent = new AbortController();
  const again = awsNotices({ baseUrl: metadata.baseUrl, everyMs: 60_000 }).watch({ signal: absent.signal });
  absent.abort();
  expect(await again).toBeUndefined();
});
