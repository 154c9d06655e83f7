import { defineStoreContract } from '@spillway/contract';
import { describe, test } from 'vitest';
import { createMemoryHarness } from './memory-harness.ts';

describe('a store for each law', () => {
  defineStoreContract({ test, createHarness: createMemoryHarness, twins: { runs: 200 } });
});

describe('one store that all laws share', () => {
  const shared = createMemoryHarness();
  defineStoreContract({ test, createHarness: () => shared });
});
