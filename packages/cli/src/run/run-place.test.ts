import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { isSamePlace, runPlace } from './run-place.ts';

it.each([
  ['redis://me:secret@db:6379/1', 'redis://db:6379/1'],
  ['postgres://me:s%40cret@db/x?sslmode=require&password=secret', 'postgres://db/x'],
  ['redis+cluster://:secret@a:1,b:2', 'redis+cluster://a:1,b:2'],
])('of %s it keeps no password', (url, shown) => {
  expect(runPlace({ 'database-url': url, blobs: undefined }).database).toBe(shown);
});

it('is the same from any folder, and another behind another endpoint', () => {
  const at = (blobs: string) => runPlace({ 'database-url': undefined, blobs });
  expect(at('file:here').blobs).toBe(resolve('here'));
  expect(isSamePlace(at('file:here'), at(`file:${resolve('here')}`))).toBe(true);
  expect(isSamePlace(at('s3://bucket/x?endpoint=http://a'), at('s3://bucket/x?endpoint=http://b'))).toBe(false);
});
