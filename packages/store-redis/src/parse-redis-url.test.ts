import { describe, expect, test } from 'vitest';
import { parseRedisUrl, type RedisAddress } from './parse-redis-url.ts';

const plain = { isCluster: false, tls: false, username: undefined, password: undefined, database: 0 };
const local = { host: 'localhost', port: 6379 };

const readable: readonly (readonly [string, RedisAddress])[] = [
  ['redis://localhost', { ...plain, nodes: [local] }],
  ['rediss://localhost:7000/3', { ...plain, tls: true, database: 3, nodes: [{ host: 'localhost', port: 7000 }] }],
  ['redis://:p%40ss:w@localhost/', { ...plain, password: 'p@ss:w', nodes: [local] }],
  ['redis://me:secret@[::1]:1', { ...plain, username: 'me', password: 'secret', nodes: [{ host: '::1', port: 1 }] }],
  ['redis+cluster://localhost', { ...plain, isCluster: true, nodes: [local] }],
  [
    'rediss+cluster://me:secret@a:1,b',
    {
      ...plain,
      isCluster: true,
      tls: true,
      username: 'me',
      password: 'secret',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 6379 },
      ],
    },
  ],
];

test.each(readable)('%s is read', (url, address) => {
  expect(parseRedisUrl(url)).toEqual(address);
});

describe('without a word of what it holds, it refuses', () => {
  test.each([
    ['redis://', 'no address'],
    ['postgres://:secret@host', 'no address'],
    ['redis://:secret@host:99999', 'host'],
    ['redis://:secret@host/words', 'no address'],
    ['redis://:secret@host?family=6', 'no address'],
    ['redis://a,b', 'redis+cluster://'],
    ['redis+cluster://a,b/1', 'no database'],
    ['redis://:secret%@host', '%25'],
  ])('%s', (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(reason) }),
    );
    expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
  });
});
