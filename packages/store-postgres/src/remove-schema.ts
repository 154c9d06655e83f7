import { withClient } from './migrate.ts';
import { quoteName } from './session.ts';

/** Which installation to remove. */
export interface RemoveSchemaOptions {
  /** `postgres://user:password@host:port/database`. The role needs to own the schema. */
  readonly connectionString: string;
  /** Has no default, since nothing brings it back. */
  readonly schema: string;
}

/** Removes an installation's schema with everything in it. Atomic; a replay changes nothing. */
export function removeSchema({ connectionString, schema }: RemoveSchemaOptions): Promise<void> {
  return withClient(connectionString, async (client) => {
    await client.query(`drop schema if exists ${quoteName(schema)} cascade`);
  });
}
