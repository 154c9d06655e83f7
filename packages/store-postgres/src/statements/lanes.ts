import type { Statement } from '../statement.ts';

/** One row with only `as_of` when there is no lane. */
export interface LaneRow {
  readonly as_of: string;
  readonly batch_id: string | null;
  readonly model: string;
  readonly tenant: string;
  readonly priority: number;
  readonly deadline_at: string;
  readonly created_at: string;
  readonly open: string;
  readonly tokens: string;
  readonly due_in_ms: string;
  readonly permission: 'none' | 'returned' | 'all';
}

/**
 * Steps from tenant to tenant through the index of live lanes and takes the first few of each. Shards that were handed
 * out are visited for the chosen lanes only; fresh ones are never counted, only found, and by a scalar subquery: EXISTS
 * became a hash of all fresh shards of all batches. $1 pool, $2 models, $3 suspects,
 * $4 withheld, $5 lanes of one tenant, $6 lanes in all, $7 the harness's time.
 */
export const lanes: Statement<LaneRow> = {
  name: 'lanes',
  text: `
with recursive moment as materialized (
  select coalesce($7::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
tenants as (
  (select l.tenant from lanes l where l.live order by l.tenant limit 1)
  union all
  select next.tenant
  from tenants t cross join lateral (
    select l.tenant from lanes l where l.live and l.tenant > t.tenant order by l.tenant limit 1
  ) as next
),
firsts as materialized (
  select o.*, row_number() over (
    partition by o.tenant order by o.priority desc, o.deadline_at, o.batch_ordinal, o.model) as place
  from tenants t cross join lateral (
    select l.*, coalesce(l.permissions ->> $1::text, 'none') as permission
    from lanes l
    where l.live and l.tenant = t.tenant and ($2::text[] is null or l.model = any ($2::text[])) and l.deadline_at > (select now from moment)
      and ($4::boolean or coalesce(l.permissions ->> $1::text, 'none') <> 'none' or ($3::boolean and (
        select true
        from shards s
        where s.lane_id = l.id and s.single and s.due_at > 0
          and (s.lapses > 0 or (s.held and s.due_at <= (select now from moment)))
        limit 1)))
    order by l.priority desc, l.deadline_at, l.batch_ordinal
    limit $5::int
  ) as o
),
chosen as materialized (
  select * from firsts order by place, priority desc, deadline_at, batch_ordinal, model limit $6::int
)
select m.now as as_of, c.batch_id, c.model, c.tenant, c.priority, c.deadline_at, c.created_at,
  c.open - out.ended as open, c.tokens - out.ended_tokens as tokens, c.permission,
  case when c.permission = 'all' and (select true from shards s where s.lane_id = c.id and s.due_at = 0 limit 1) then 0
    else greatest(0, least(out.due_at, c.deadline_at) - m.now) end as due_in_ms
from moment m
  left join chosen c on true
  left join lateral (
    select coalesce(sum(e.ended), 0) as ended, coalesce(sum(e.tokens_per_request * e.ended), 0) as ended_tokens,
      min(e.due_at) filter (where case when e.lapses > 0 or (e.single and e.held and e.due_at <= m.now) then $3::boolean
        else c.permission <> 'none' end) as due_at
    from (
      select s.tokens_per_request, s.single, s.held, s.lapses, s.due_at,
        s.succeeded + s.failed + s.dead_lettered + s.expired + s.cancelled as ended
      from shards s
      where s.lane_id = c.id and s.due_at > 0
    ) as e
  ) as out on true
order by c.place, c.priority desc, c.deadline_at, c.batch_ordinal, c.model`,
};
