import pg from 'pg';

/** Milliseconds that the database has spent on statements of all sessions. */
export type DatabaseTime = () => Promise<number>;

export interface DatabaseClock extends AsyncDisposable {
  readonly read: DatabaseTime;
}

/** What PostgreSQL itself counts, told by sessions within a second of the end of a statement. */
export function openDatabaseClock(connectionString: string): DatabaseClock {
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on('error', () => {});
  return {
    async read() {
      const text = 'select active_time from pg_stat_database where datname = current_database()';
      const { rows } = await pool.query<{ active_time: number }>(text);
      return Number(rows[0]?.active_time ?? 0);
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
