import type { Statement } from '../statement.ts';

/**
 * Adds nothing when the id exists. $1 id, $2 tenant, $3 input file, $4 endpoint, $5 window, $6 its milliseconds,
 * $7 metadata, $8 priority, $9 fingerprint, $10 settings, $11 permissions, $12 user or null,
 * $13 the harness's time.
 */
export const createBatch: Statement<{ readonly id: string }> = {
  name: 'create_batch',
  text: `
with moment as materialized (
  select coalesce($13::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
added as (
  insert into batches (id, tenant, input_file_id, endpoint, completion_window, metadata, priority, fingerprint,
    settings, permissions, user_id, created_at, deadline_at, due_at)
  select $1::text, $2::text, $3::text, $4::text, $5::text, $7::json, $8::int, $9::text, $10::json, $11::jsonb,
    $12::text, m.now, m.now + $6::bigint, m.now
  from moment m
  on conflict (id) do nothing
  returning id, created_at
),
noted as (
  insert into events (batch_id, at, kind, text) select id, created_at, 'created', 'The batch was created.' from added
)
select id from added`,
};
