import type { Statement } from '../statement.ts';

/** $1 ids, $2 the harness's time. */
export const purgeFiles: Statement<never> = {
  name: 'purge_files',
  text: `
delete from files f
where f.id = any ($1::text[])
  and f.gone_at <= (select coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint))`,
};
