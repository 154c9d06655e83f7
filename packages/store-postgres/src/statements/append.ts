import type { Statement } from '../statement.ts';

/** Nothing when the hold is lost; `appended` is false when the extents leave a gap after the total. */
export interface AppendRow {
  readonly total: string;
  readonly appended: boolean;
}

/**
 * $1 batch, $2 fence; arrays with a row for each model of each extent: $3 first seq, $4 requests, $5 offset, $6 bytes,
 * $7 whether it is the extent's first row, $8 model, $9 open bits, $10 tokens.
 */
export const append: Statement<AppendRow> = {
  name: 'append',
  text: `
with holder as materialized (
  select b.id, b.tenant, b.priority, b.created_at, b.deadline_at, b.ordinal, b.permissions, b.total
  from batches b
  where b.id = $1::text and b.fence = $2::bigint and b.cancel_requested_at is null
  for update
),
fresh as materialized (
  select p.*, bit_count(p.open)::int as open_count
  from holder h, unnest($3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::boolean[], $8::text[], $9::varbit[],
    $10::double precision[]) as p (first_seq, requests, offset_bytes, bytes, leads, model, open, tokens)
  where p.first_seq >= h.total
),
checked as materialized (
  select coalesce(sum(f.requests) filter (where f.leads), 0) as requests,
    coalesce(min(f.first_seq) = min(h.total)
      and max(f.first_seq + f.requests) = min(h.total) + sum(f.requests) filter (where f.leads), true) as contiguous
  from holder h, fresh f
),
lane as (
  insert into lanes as l (batch_id, model, tenant, priority, created_at, deadline_at, batch_ordinal, open, tokens, permissions)
  select h.id, f.model, h.tenant, h.priority, h.created_at, h.deadline_at, h.ordinal, sum(f.open_count), sum(f.tokens),
    h.permissions
  from holder h, fresh f, checked c
  where c.contiguous
  group by h.id, h.tenant, h.priority, h.created_at, h.deadline_at, h.ordinal, h.permissions, f.model
  on conflict (batch_id, model) do update set open = l.open + excluded.open, tokens = l.tokens + excluded.tokens
  returning l.id, l.model
),
added as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at)
  select $1::text, l.id, f.first_seq, f.requests, f.offset_bytes, f.bytes, f.open, f.open_count, f.tokens / f.open_count, 0
  from fresh f join lane l on l.model = f.model
  order by f.first_seq
),
counted as (
  update batches b set total = b.total + c.requests, open = b.open + c.requests
  from checked c
  where b.id = $1::text and c.contiguous and exists (select from holder)
)
select h.total + case when c.contiguous then c.requests else 0 end as total, c.contiguous as appended
from holder h, checked c`,
};
