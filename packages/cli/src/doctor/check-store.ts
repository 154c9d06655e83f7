import type { Clock } from '@spillway/core';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrationStatus } from '@spillway/store-postgres';
import { formatDuration } from '../flags/duration.ts';
import { type Finding, failed } from './finding.ts';

export interface StoreExamination {
  readonly findings: readonly Finding[];
  /** Open, when it can be used. */
  readonly store: Store | undefined;
}

/** Looks at the database and its schema, and compares its clock with this machine's. Changes nothing. */
export async function checkStore(
  connectionString: string,
  { clock, whose }: { clock: Clock; whose: string },
): Promise<StoreExamination> {
  const findings: Finding[] = [];
  try {
    const beganMs = clock.monotonic();
    const { pending, applied } = await migrationStatus({ connectionString });
    const answer = formatDuration(clock.monotonic() - beganMs);
    findings.push({ check: 'database', state: 'ok', text: `${whose} answers in ${answer}` });
    findings.push(migrations(applied, pending));
    if (pending.length > 0) return { findings, store: undefined };
  } catch (error) {
    return { findings: [failed('database', error)], store: undefined };
  }
  const store = createPostgresStore({ connectionString, poolSize: 2 });
  try {
    await store.ping();
    findings.push(await compareClocks(store, clock));
    return { findings, store };
  } catch (error) {
    await store[Symbol.asyncDispose]();
    return { findings: [...findings, failed('database', error)], store: undefined };
  }
}

function migrations(applied: readonly string[], pending: readonly string[]): Finding {
  if (pending.length === 0) return { check: 'migrations', state: 'ok', text: `up to date (${applied.at(-1)})` };
  const fix = 'Start any of dev, serve, coordinate or work as a role that may change the schema: they apply them.';
  return { check: 'migrations', state: 'warn', text: `not applied yet: ${pending.join(', ')}`, fix };
}

const TOLERATED_MS = 2_000;

/** Only the database's clock decides anything; a machine that is far off merely logs odd times. */
async function compareClocks(store: Store, clock: Clock): Promise<Finding> {
  const beforeAt = clock.now();
  const { asOf } = await store.shards.lanes({ pool: 'spot', suspects: false, perTenant: 1, limit: 1 });
  const offMs = asOf - (beforeAt + clock.now()) / 2;
  const text = `this machine and the database differ by ${formatDuration(Math.abs(offMs))}`;
  if (Math.abs(offMs) <= TOLERATED_MS) return { check: 'clock', state: 'ok', text };
  return {
    check: 'clock',
    state: 'warn',
    text,
    fix: 'Set the clocks by NTP: leases are safe, but times in logs mislead.',
  };
}
