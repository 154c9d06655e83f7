import { SpillwayError } from '@spillway/core/errors';
import { describe, expect, it } from 'vitest';
import { defaultPaths, parseOptions, type VllmExecutorOptions } from './options.ts';

const url = 'http://gpu:8000';

function wrongParam(options: unknown): string | undefined {
  try {
    parseOptions(options as VllmExecutorOptions);
  } catch (error) {
    if (SpillwayError.is(error, 'invalid_argument')) return (error as SpillwayError).param;
    throw error;
  }
  return undefined;
}

describe('the options', () => {
  it('are complete and frozen when only an engine is given', () => {
    const settings = parseOptions({ engines: [url] });
    expect(settings).toMatchObject({
      maxResponseBytes: 67_108_864,
      connections: 256,
      healthIntervalMs: 2_000,
      breaker: { failures: 5, openMs: 1_000, maxOpenMs: 30_000 },
    });
    expect([...settings.paths]).toEqual(defaultPaths);
    expect([settings, settings.engines, settings.engines[0], settings.breaker].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    ['http://gpu:8000', 'http://gpu:8000', ''],
    ['http://gpu:8000/', 'http://gpu:8000', ''],
    ['http://gpu:8000/v1', 'http://gpu:8000', ''],
    ['https://gateway/team-a/v1/', 'https://gateway', '/team-a'],
    ['https://gateway/team-a', 'https://gateway', '/team-a'],
  ])('join paths to %s without doubling /v1', (base, origin, prefix) => {
    expect(parseOptions({ engines: [base] }).engines[0]).toMatchObject({ origin, prefix });
  });

  it.each([
    ['engine', { engines: [url], engine: url }],
    ['engines', {}],
    ['engines', { engines: [] }],
    ['engines[0]', { engines: ['gpu:8000'] }],
    ['engines[1]', { engines: [url, 'ftp://gpu'] }],
    ['engines[0]', { engines: ['http://user:secret@gpu'] }],
    ['engines[0]', { engines: ['http://gpu/?key=1'] }],
    ['engines[0].key', { engines: [{ url, key: 'x' }] }],
    ['engines[0].apiKey', { engines: [{ url, apiKey: 'secret\n' }] }],
    ['headers.x-a', { engines: [url], headers: { 'x-a': 'b\r\nc: d' } }],
    ['headers.Content-Length', { engines: [url], headers: { 'Content-Length': '0' } }],
    ['headers.a b', { engines: [url], headers: { 'a b': '1' } }],
    ['paths', { engines: [url], paths: ['/v1/../admin'] }],
    ['paths', { engines: [url], paths: ['v1/completions'] }],
    ['paths', { engines: [url], paths: ['/v1/completions?x=1'] }],
    ['maxResponseBytes', { engines: [url], maxResponseBytes: 0 }],
    ['connections', { engines: [url], connections: 1.5 }],
    ['breaker.failures', { engines: [url], breaker: { failures: 0 } }],
    ['breaker.open', { engines: [url], breaker: { open: 1 } }],
  ])('name %s when it is wrong', (param, options) => {
    expect(wrongParam(options)).toBe(param);
  });

  it('never show a key that is wrong', () => {
    expect(() => parseOptions({ engines: [url], apiKey: 'sk-secret\n' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('sk-secret') }),
    );
  });

  it('let an engine have a key and headers of its own', () => {
    const shared = { apiKey: 'shared', headers: { 'x-team': 'a', 'x-zone': '1' } };
    const engines = [url, { url, apiKey: 'own', headers: { 'X-Team': 'b' } }];
    const [first, second] = parseOptions({ ...shared, engines }).engines.map(({ headers }) => pairs(headers));
    expect(first).toMatchObject({ authorization: 'Bearer shared', 'x-team': 'a', 'x-zone': '1' });
    expect(second).toMatchObject({ authorization: 'Bearer own', 'x-team': 'b', 'x-zone': '1' });
  });
});

function pairs(flat: readonly string[]): Record<string, string> {
  const names = flat.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, flat[index * 2 + 1] ?? '']));
}
