import type { Statement } from '../statement.ts';

export interface ReservationRow {
  readonly told: 'run' | 'wait' | 'answered';
  readonly held_ms: string;
  readonly request_id: string;
  readonly tenant: string;
  readonly segment: string;
  readonly segment_offset: string;
  readonly bytes: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly cached_tokens: number;
  readonly reasoning_tokens: number;
}

/**
 * Only what the snapshot shows as free or as the asker's own is written, so an answer or another's hold costs no lock. Who
 * finds that another came first since the snapshot waits. The join is fenced by an offset, or a plan that is made while the
 * table is empty would go through the other index. Rows are locked in the order of their hashes. $1 scope, $2 hashes,
 * $3 owners, $4 lease, $5 the harness's time.
 */
export const reserveResults: Statement<ReservationRow> = {
  name: 'reserve_results',
  text: `
with moment as materialized (
  select coalesce($5::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
asked as materialized (
  select a.hash, a.owner, a.place, r.held_since, r.segment, r.segment_offset, r.bytes, r.request_id, r.tenant, r.tokens_in,
    r.tokens_out, r.cached_tokens, r.reasoning_tokens,
    case when r.hash is null or r.expires_at <= (select now from moment) then 'free' when r.segment is not null then 'answered' when r.owner is null then 'apart'
      when r.owner = a.owner then 'own' else 'held' end as standing
  from unnest($2::bytea[], $3::text[]) with ordinality as a (hash, owner, place)
    left join lateral (
      select r.* from results r where r.scope = $1::text and r.hash = a.hash offset 0
    ) as r on true
),
taken as (
  insert into results as r (scope, hash, owner, held_since, expires_at)
  select $1::text, a.hash, a.owner, m.now, m.now + $4::bigint
  from asked a, moment m
  where a.standing in ('free', 'own')
  order by a.hash
  on conflict (scope, hash) do update set owner = excluded.owner, expires_at = excluded.expires_at,
    held_since = case when r.expires_at > excluded.held_since then r.held_since else excluded.held_since end,
    request_id = null, tenant = null, segment = null, segment_offset = null, bytes = null, tokens_in = null,
    tokens_out = null, cached_tokens = null, reasoning_tokens = null
  where r.expires_at <= excluded.held_since or (r.owner = excluded.owner and r.segment is null)
  returning r.hash
)
select case when a.standing = 'answered' then 'answered'
    when a.standing = 'apart' or exists (select from taken t where t.hash = a.hash) then 'run'
    else 'wait' end as told,
  case when a.standing = 'held' then m.now - a.held_since else 0 end as held_ms,
  a.request_id, a.tenant, a.segment, a.segment_offset, a.bytes, a.tokens_in, a.tokens_out, a.cached_tokens,
  a.reasoning_tokens
from asked a, moment m
order by a.place`,
};
