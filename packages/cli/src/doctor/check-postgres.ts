import type { Clock } from '@spillway/core';
import { createPostgresStore, migrationStatus } from '@spillway/store-postgres';
import { formatDuration } from '../flags/duration.ts';
import { type Finding, failed } from './finding.ts';
import { examineStore, type StoreExamination } from './store-examination.ts';

/** Looks at a PostgreSQL and its schema. Changes nothing. */
export async function checkPostgres(
  connectionString: string,
  { clock, whose }: { readonly clock: Clock; readonly whose: string },
): Promise<StoreExamination> {
  const found: Finding[] = [];
  try {
    const beganMs = clock.monotonic();
    const { pending, applied } = await migrationStatus({ connectionString });
    const answer = formatDuration(clock.monotonic() - beganMs);
    found.push({ check: 'database', state: 'ok', text: `${whose} answers in ${answer}` });
    found.push(migrations(applied, pending));
    if (pending.length > 0) return { findings: found, store: undefined };
  } catch (error) {
    return { findings: [failed('database', error)], store: undefined };
  }
  return examineStore(createPostgresStore({ connectionString, poolSize: 2 }), { clock, found });
}

function migrations(applied: readonly string[], pending: readonly string[]): Finding {
  if (pending.length === 0) return { check: 'migrations', state: 'ok', text: `up to date (${applied.at(-1)})` };
  const fix = 'Start any of dev, serve, coordinate or work as a role that may change the schema: they apply them.';
  return { check: 'migrations', state: 'warn', text: `not applied yet: ${pending.join(', ')}`, fix };
}
