import type { Statement } from '../statement.ts';

/** $1 batch, $2 fence, $3 lease, $4 the harness's time. */
export const renewStep: Statement<{ readonly id: string }> = {
  name: 'renew_step',
  text: `
update batches b
set due_at = coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) + $3::bigint
where b.id = $1::text and b.fence = $2::bigint
returning b.id`,
};
