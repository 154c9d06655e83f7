import { SpillwayError, type SpillwayErrorCode } from '@spillway/core/errors';
import { expect, test } from 'vitest';
import { translateError } from './translate-error.ts';

const said: readonly (readonly [string, SpillwayErrorCode, boolean])[] = [
  ['NOAUTH Authentication required.', 'unavailable', false],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'unavailable', false],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'unavailable', true],
  ['LOADING Redis is loading the dataset in memory', 'unavailable', true],
  ['Too many Cluster redirections. Last error: ReplyError: MOVED 16158 127.0.0.1:6379', 'unavailable', true],
  ["OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'", 'unavailable', true],
  ['CLUSTERDOWN The cluster is down', 'unavailable', true],
  ["READONLY You can't write against a read only replica.", 'unavailable', true],
  ['MISCONF Redis is configured to save RDB snapshots', 'unavailable', true],
  ['Connection is closed.', 'unavailable', true],
  ['Command timed out', 'timeout', true],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'unavailable', true],
  ['Reached the max retries per request limit (which is 3).', 'unavailable', true],
  ['ERR user_script:1: broken', 'internal', false],
];

test.each(said)('%s is %s, to be tried again: %s', (message, code, retryable) => {
  const cause = new Error(message);
  const error = translateError(cause);
  expect([error.code, error.retryable, error.cause]).toEqual([code, retryable, cause]);
  expect(error.message).toContain(message);
});

test('what Spillway itself threw stays as it is', () => {
  const error = new SpillwayError('no', { code: 'closed' });
  expect(translateError(error)).toBe(error);
});

test('a script that names its place in the error is told apart by the word of the server', () => {
  const message = "OOM command not allowed when used memory > 'maxmemory'. script: 12ab, on @user_script:3.";
  expect(translateError(new Error(message)).code).toBe('unavailable');
});
