import { defineStoreContract, runLaws, storeLaws } from '@spillway/contract';
import { describe, expect, test } from 'vitest';
import { createMemoryHarness } from './memory-harness.ts';

describe('a store for each law', () => {
  defineStoreContract({ test, createHarness: createMemoryHarness, twins: { runs: 200 } });
});

describe('one store that all laws share', () => {
  const shared = createMemoryHarness();
  defineStoreContract({ test, createHarness: () => shared });
});

describe('a store without the optional roles', () => {
  const titles: string[] = [];
  const bare = async () => {
    const { store, ...harness } = await createMemoryHarness();
    const { access: _, tenants: __, results: ___, history: ____, uploads: _____, bulkActions: ______, ...rest } = store;
    return { ...harness, store: rest };
  };
  const declared = {
    createHarness: bare,
    without: ['access', 'tenants', 'results', 'history', 'uploads', 'bulkActions'],
  } as const;
  defineStoreContract({ ...declared, test: (title) => titles.push(title) });

  test('is asked for no law of theirs, but that it has none', () => {
    expect(titles.filter((title) => /^(access|tenants|results|history|uploads|bulkActions):/.test(title))).toEqual([
      'access: a store that declares to do without the role has none',
      'tenants: a store that declares to do without the role has none',
      'results: a store that declares to do without the role has none',
      'history: a store that declares to do without the role has none',
      'uploads: a store that declares to do without the role has none',
      'bulkActions: a store that declares to do without the role has none',
    ]);
  });

  test('breaks their laws unless it declares so, and the declaration when it has them', async () => {
    const ofRoles = storeLaws.filter(({ title }) =>
      /^(access|tenants|results|history|uploads|bulkActions):/.test(title),
    );
    expect((await runLaws(ofRoles, bare)).passed).toEqual([]);
    const runs: (() => Promise<void>)[] = [];
    defineStoreContract({
      ...declared,
      createHarness: createMemoryHarness,
      test: (title, run) => /declares/.test(title) && runs.push(run),
    });
    expect(runs).toHaveLength(6);
    for (const run of runs) await expect(run()).rejects.toThrow();
  });
});
