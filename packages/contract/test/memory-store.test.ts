import { defineStoreContract } from '@spillway/contract';
import { test } from 'vitest';
import { createMemoryHarness } from './memory-harness.ts';

defineStoreContract({ test, createHarness: createMemoryHarness });
