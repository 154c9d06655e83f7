import { SpillwayError } from '@spillway/core/errors';
import { describe, expect, it } from 'vitest';
import { translateError } from './translate-error.ts';

function failure(code: string | undefined, message = 'words of the driver'): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe('translateError', () => {
  it.each([
    ['57P01', 'unavailable', true],
    ['57P03', 'unavailable', true],
    ['53300', 'unavailable', true],
    ['53100', 'unavailable', true],
    ['08006', 'unavailable', true],
    ['40P01', 'unavailable', true],
    ['25006', 'unavailable', true],
    ['ECONNREFUSED', 'unavailable', true],
    ['28P01', 'unavailable', false],
    ['42P01', 'unavailable', false],
    ['57014', 'timeout', true],
    ['55P03', 'timeout', true],
    ['23505', 'conflict', false],
    ['22021', 'invalid_argument', false],
    ['42601', 'internal', false],
  ])('makes %s %s', (code, expected, retryable) => {
    expect(translateError(failure(code))).toMatchObject({ code: expected, retryable });
  });

  it.each([
    ['Connection terminated unexpectedly', 'unavailable'],
    ['timeout exceeded when trying to connect', 'unavailable'],
    ['Query read timeout', 'timeout'],
    ['Cannot use a pool after calling end on the pool', 'closed'],
    ['something else', 'internal'],
  ])('reads the words "%s" as %s', (message, expected) => {
    expect(translateError(failure(undefined, message)).code).toBe(expected);
  });

  it('looks into the errors of a host with several addresses', () => {
    expect(translateError(new AggregateError([failure('ECONNREFUSED')])).code).toBe('unavailable');
  });

  it('keeps an error of Spillway and the cause of any other', () => {
    const own = new SpillwayError('mine', { code: 'conflict' });
    expect(translateError(own)).toBe(own);
    const cause = failure('57P01');
    expect(translateError(cause).cause).toBe(cause);
  });
});
