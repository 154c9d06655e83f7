import type { Clock } from '@spillway/core';
import type { Store } from '@spillway/core/store';
import { formatDuration } from '../flags/duration.ts';
import { type Finding, failed } from './finding.ts';

/** What the doctor found of a database. */
export interface StoreExamination {
  readonly findings: readonly Finding[];
  /** Open, when it can be used. */
  readonly store: Store | undefined;
}

/** Ends an examination: uses the store once, and compares its clock with this machine's. */
export async function examineStore(
  store: Store,
  { clock, found }: { readonly clock: Clock; readonly found: readonly Finding[] },
): Promise<StoreExamination> {
  try {
    await store.ping();
    return { findings: [...found, await compareClocks(store, clock)], store };
  } catch (error) {
    await store[Symbol.asyncDispose]();
    return { findings: [...found, failed('database', error)], store: undefined };
  }
}

const TOLERATED_MS = 2_000;

/** Only the database's clock decides anything; a machine that is far off merely logs odd times. */
async function compareClocks(store: Store, clock: Clock): Promise<Finding> {
  const beforeAt = clock.now();
  const { asOf } = await store.shards.lanes({ pool: 'spot', suspects: false, perTenant: 1, limit: 1 });
  const afterAt = clock.now();
  // It was asked for at any moment in between, however long the answer took.
  const offMs = Math.max(beforeAt - asOf, asOf - afterAt, 0);
  const text = `this machine and the database differ by ${formatDuration(offMs)}`;
  if (offMs <= TOLERATED_MS) return { check: 'clock', state: 'ok', text };
  return {
    check: 'clock',
    state: 'warn',
    text,
    fix: 'Set the clocks by NTP: leases are safe, but times in logs mislead.',
  };
}
