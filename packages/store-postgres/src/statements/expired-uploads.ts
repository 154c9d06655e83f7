import type { Statement } from '../statement.ts';

/** $1 how many, $2 the harness's time. */
export const expiredUploads: Statement<{ readonly id: string }> = {
  name: 'expired_uploads',
  text: `
select u.id
from uploads u
where u.due_at <= (select coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint))
order by u.due_at, u.id
limit $1::int`,
};
