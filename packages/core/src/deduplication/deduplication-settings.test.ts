import { expect, test } from 'vitest';
import {
  completeDeduplication,
  type DeduplicationScope,
  deduplicationOf,
  scopeName,
} from './deduplication-settings.ts';

test('a tenant shares deterministic answers for a week unless told otherwise', () => {
  const week = 7 * 86_400_000;
  expect(completeDeduplication()).toEqual({ scope: 'tenant', maxAgeMs: week, onlyDeterministic: true });
  expect(completeDeduplication({ scope: 'global', maxAgeMs: 1 })).toEqual({
    scope: 'global',
    maxAgeMs: 1,
    onlyDeterministic: true,
  });
});

test.each([
  [{ scope: 'all' }, 'deduplication.scope'],
  [{ maxAgeMs: 0 }, 'deduplication.maxAgeMs'],
  [{ maxAgeMs: 1e12 }, 'deduplication.maxAgeMs'],
  [{ maxAgeMs: 1.5 }, 'deduplication.maxAgeMs'],
  [{ onlyDeterministic: 'no' }, 'deduplication.onlyDeterministic'],
  [{ scopes: 'batch' }, 'deduplication.scopes'],
] as const)('%j is refused by its name', (given, param) => {
  expect(() => completeDeduplication(given as object)).toThrow(
    expect.objectContaining({ code: 'invalid_argument', param }),
  );
});

test('an order reaches as far as it asks, and never further than the installation', () => {
  const reach = (scope: DeduplicationScope, asked?: DeduplicationScope): DeduplicationScope =>
    deduplicationOf(completeDeduplication({ scope }), asked).scope;
  expect(reach('tenant')).toBe('tenant');
  expect(reach('tenant', 'global')).toBe('tenant');
  expect(reach('tenant', 'batch')).toBe('batch');
  expect(reach('off', 'batch')).toBe('off');
  expect(reach('global', 'off')).toBe('off');
});

test('an order for a scope that there is not is refused', () => {
  const asked = 'all' as DeduplicationScope;
  expect(() => deduplicationOf(completeDeduplication(), asked)).toThrow(
    expect.objectContaining({ code: 'invalid_argument', param: 'deduplicate' }),
  );
});

test('batches share what they share under a name that no other tenant has', () => {
  const [one, other] = [
    { id: 'one', tenant: 'ada' },
    { id: 'ada', tenant: 'one' },
  ];
  const names = (['batch', 'tenant'] as const).flatMap((scope) => [one, other].map((batch) => scopeName(scope, batch)));
  expect(new Set([...names, 'global']).size).toBe(5);
  expect(scopeName('global', one)).toBe(scopeName('global', other));
  expect(scopeName('off', one)).toBeUndefined();
});
