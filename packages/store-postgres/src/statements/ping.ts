import type { Statement } from '../statement.ts';

/** Fails when the schema is missing. */
export const ping: Statement<{ readonly name: string }> = {
  name: 'ping',
  text: 'select m.name from migrations m order by m.name',
};
