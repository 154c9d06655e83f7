import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppEnv } from '../api/router.ts';
import { addPortal } from './add-portal.ts';

const script = 'static/index-abc.js';

describe('the portal', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spillway-portal-'));
    await mkdir(join(folder, 'static'));
    const metas = '<meta name="spillway-api" content="../" /><meta name="spillway-storage" content="" />';
    await writeFile(join(folder, 'index.html'), metas);
    await writeFile(join(folder, script), 'plain');
    await writeFile(join(folder, `${script}.gz`), 'as gzip');
    await writeFile(join(folder, `${script}.br`), 'as brotli');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ask = async (path: string, { basePath = '/portal', ...headers }: Record<string, string> = {}) => {
    const app = new Hono<AppEnv>();
    addPortal(app, { basePath }, folder);
    return app.request(path, { headers });
  };

  test('runs nothing but its own scripts, and is framed by nobody', async () => {
    for (const path of ['/portal/', `/portal/${script}`]) {
      const { headers } = await ask(path);
      const policy = headers.get('content-security-policy');
      for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain('unsafe');
      expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
        'nosniff',
        'no-referrer',
      ]);
    }
  });

  test('talks to its server alone, and to the storage that it is told of', async () => {
    const policyOf = async (storageOrigins?: readonly string[]): Promise<readonly [string, string]> => {
      const app = new Hono<AppEnv>();
      addPortal(app, storageOrigins ? { storageOrigins } : {}, folder);
      const page = await app.request('/portal/');
      const rule = page.headers
        .get('content-security-policy')
        ?.split('; ')
        .find((one) => one.startsWith('connect-src'));
      return [rule ?? '', /spillway-storage" content="([^"]*)"/.exec(await page.text())?.[1] ?? ''];
    };
    const [one, other] = ['https://s3.example.com', 'http://127.0.0.1:7480'];
    expect(await policyOf()).toEqual(["connect-src 'self'", '']);
    expect(await policyOf([`${one}/`, other, one])).toEqual([`connect-src 'self' ${one} ${other}`, `${one} ${other}`]);
    for (const wrong of [
      '*',
      "https://a.example; script-src 'unsafe-inline'",
      'https://a.example;sandbox',
      'https://a"http-equiv=refresh',
      'https://*.example',
      'https://a.example/path',
      'data:x',
      '',
    ]) {
      await expect(policyOf([wrong])).rejects.toMatchObject({ param: 'portal.storageOrigins' });
    }
  });

  test.each([
    ['br, gzip', 'br', 'as brotli'],
    ['gzip, deflate', 'gzip', 'as gzip'],
    ['br;q=0, GZIP;q=0.5', 'gzip', 'as gzip'],
    ['identity', null, 'plain'],
  ])('a browser that takes %s gets its scripts so, for ever', async (accepted, coding, bytes) => {
    const answer = await ask(`/portal/${script}`, { 'accept-encoding': accepted });
    expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([coding, bytes]);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('vary')).toBe('accept-encoding');
  });

  test('the page is asked for each time, and not sent twice', async () => {
    const first = await ask('/portal/', { 'accept-encoding': 'gzip' });
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    const again = await ask('/portal/', { 'accept-encoding': 'gzip', 'if-none-match': `"x", W/${etag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await ask('/portal/', { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(200);
    const html = gunzipSync(await first.arrayBuffer()).toString();
    const other = await ask('/portal/', { 'accept-encoding': 'br' });
    expect(brotliDecompressSync(await other.arrayBuffer()).toString()).toBe(html);
  });

  test.each([
    ['/portal', '/portal/', '../'],
    ['/a/b/', '/a/b/', '../../'],
    ['/', '/', './'],
  ])('below %s it knows the way to the API', async (basePath, path, up) => {
    expect(await (await ask(path, { basePath })).text()).toContain(`content="${up}"`);
  });

  test('browsers are led to it, and programs are not', async () => {
    const browser = { accept: 'text/html,*/*' };
    expect((await ask('/', browser)).headers.get('location')).toBe('./portal/');
    expect((await ask('/portal', browser)).headers.get('location')).toBe('./portal/');
    expect((await ask('/a/b', { ...browser, basePath: '/a/b' })).headers.get('location')).toBe('./b/');
    expect((await ask('/', { accept: '*/*' })).status).toBe(404);
  });

  test.each([
    '/portal/index.html',
    '/portal/static/../index.html',
    '/portal/static/%2e%2e/x',
    '/portal/static/index-abc.js.gz',
  ])('nothing else is there: %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test.each(['portal', '/v1/portal', '/a b', '/a//b', '/metrics'])('it cannot be at %s', async (basePath) => {
    await expect(ask('/', { basePath })).rejects.toMatchObject({ code: 'invalid_argument', param: 'portal.basePath' });
  });

  test('where it is not built it says what to run, until it is', async () => {
    const app = new Hono<AppEnv>();
    const fresh = join(folder, 'fresh');
    addPortal(app, {}, fresh);
    const answer = await app.request('/portal/');
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run prepare')]);
    await mkdir(join(fresh, 'static'), { recursive: true });
    await writeFile(join(fresh, 'index.html'), 'built');
    expect(await (await app.request('/portal/')).text()).toBe('built');
  });
});
