import { SpillwayError } from '@spillway/core/errors';
import { expect, it } from 'vitest';
import { unprivilegedAccount } from './server-account.ts';

const root = 'root:x:0:0:root:/root:/bin/sh';
const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin';
const postgres = 'postgres:x:101:104::/var/lib/postgresql:/bin/bash';

it('the server runs as postgres, or else as nobody', () => {
  expect(unprivilegedAccount([root, nobody, postgres].join('\n'))).toEqual({ uid: 101, gid: 104 });
  expect(unprivilegedAccount([root, nobody, ''].join('\n'))).toEqual({ uid: 65534, gid: 65534 });
});

it('a system without either gets a hint', () => {
  let failure: unknown;
  try {
    unprivilegedAccount(root);
  } catch (error) {
    failure = error;
  }
  expect(SpillwayError.is(failure, 'unavailable')).toBe(true);
  expect(failure).toMatchObject({ retryable: false, hint: expect.stringContaining('postgres') });
});
