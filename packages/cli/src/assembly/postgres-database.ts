import { createPostgresStore, migrate, migrationStatus, removeSchema } from '@spillway/store-postgres';
import { checkPostgres } from '../doctor/check-postgres.ts';
import type { Database } from './database.ts';

/** A PostgreSQL; corners are schemas. */
export function postgresDatabase(url: string): Database {
  const placeOf = (corner: string | undefined): Place => ({
    connectionString: url,
    ...(corner !== undefined && { schema: corner }),
  });
  return {
    url,
    name: 'PostgreSQL',
    async open({ corner, stack }) {
      const place = placeOf(corner);
      const applied = await migrateIfPending(place);
      return { store: stack.add(createPostgresStore(place)), applied };
    },
    async lookInto(corner) {
      const { applied, pending } = await migrationStatus(placeOf(corner));
      if (applied.length === 0 || pending.length > 0) return undefined;
      return createPostgresStore({ ...placeOf(corner), poolSize: 1 });
    },
    forget: (corner) => removeSchema({ connectionString: url, schema: corner }),
    examine: (options) => checkPostgres(url, options),
  };
}

interface Place {
  readonly connectionString: string;
  readonly schema?: string;
}

/** A role that may only use the schema, not change it, must be able to start once nothing is pending. */
async function migrateIfPending(place: Place): Promise<readonly string[]> {
  const { pending } = await migrationStatus(place);
  return pending.length === 0 ? [] : migrate(place);
}
