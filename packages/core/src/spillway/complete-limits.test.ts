import { describe, expect, test } from 'vitest';
import { completeLimits } from './complete-limits.ts';
import { defaultLimits, type Limits } from './limits.ts';

const refusalOf = (param: string) => expect.objectContaining({ code: 'invalid_argument', param });

describe('limits', () => {
  test('are the defaults where nothing is said', () => {
    expect(completeLimits()).toEqual(defaultLimits);
    expect(completeLimits({ fileBytes: undefined } as unknown as Partial<Limits>)).toEqual(defaultLimits);
    expect(completeLimits({ lineDepth: 50 })).toEqual({ ...defaultLimits, lineDepth: 50 });
  });

  test('do not change with the object that they came from', () => {
    const endpoints = ['/v1/chat/completions'];
    const limits = completeLimits({ endpoints });
    endpoints.push('/v1/other');
    expect(limits.endpoints).toEqual(['/v1/chat/completions']);
  });

  test.each(['liveBatch', 'toString', '__proto__x'])('refuse the unknown %s by its name', (name) => {
    expect(() => completeLimits({ [name]: 1 })).toThrow(refusalOf(`limits.${name}`));
  });

  const bounds = Object.keys(defaultLimits).filter((name) => name !== 'endpoints');

  test.each(bounds)('refuse a %s that is no whole number above 0', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, -Infinity, '7', null, {}]) {
      expect(() => completeLimits({ [name]: value })).toThrow(refusalOf(`limits.${name}`));
    }
  });

  const unbounded = bounds.filter((name) =>
    /Batches|openRequests|OpenRequests|RunningRequests|fileBytes|uploadBytes/.test(name),
  );

  test.each(unbounded)('take Infinity for no bound of %s', (name) => {
    expect(completeLimits({ [name]: Number.POSITIVE_INFINITY })).toMatchObject({ [name]: Number.POSITIVE_INFINITY });
    expect(completeLimits({ [name]: 1 })).toMatchObject({ [name]: 1 });
  });

  test.each(bounds.filter((name) => !unbounded.includes(name)))('refuse Infinity for %s', (name) => {
    expect(() => completeLimits({ [name]: Number.POSITIVE_INFINITY })).toThrow(refusalOf(`limits.${name}`));
  });

  test('refuse a depth of lines below 10 or above 10,000', () => {
    for (const lineDepth of [9, 10_001]) expect(() => completeLimits({ lineDepth })).toThrow(/from 10 to 10000/);
    for (const lineDepth of [10, 10_000]) expect(completeLimits({ lineDepth }).lineDepth).toBe(lineDepth);
  });

  test('refuse a shortest window above the longest', () => {
    expect(() => completeLimits({ minWindowMs: 11, maxWindowMs: 10 })).toThrow(refusalOf('limits.minWindowMs'));
    expect(completeLimits({ minWindowMs: 10, maxWindowMs: 10 })).toMatchObject({ minWindowMs: 10 });
  });

  test.each([[[]], [['v1/chat']], [[7]], ['/v1/chat'], [null]])('refuse the endpoints %j', (endpoints) => {
    const given = { endpoints } as unknown as Partial<Limits>;
    expect(() => completeLimits(given)).toThrow(refusalOf('limits.endpoints'));
  });
});
