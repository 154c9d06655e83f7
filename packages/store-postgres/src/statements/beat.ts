import type { Statement } from '../statement.ts';

/**
 * $1 id, $2 pool, $3 models, $4 capacity, $5 in flight, $6 version, $7 engines, $8 how long it lives, $9 context
 * tokens, $10 throughput, $11 time until it was ready, $12 what it has ended, $13 the harness's time.
 */
export const beat: Statement<never> = {
  name: 'beat',
  text: `
insert into workers (id, pool, models, capacity, in_flight, version, engines, lives_ms, context_tokens,
  throughput, ready_ms, ended, started_at, beat_at)
select $1::text, $2::text, $3::json, $4::int, $5::int, $6::text, $7::json, $8::bigint, $9::json,
  $10::json, $11::bigint, $12::json, m.now, m.now
from (select coalesce($13::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
on conflict (id) do update set pool = excluded.pool, models = excluded.models, capacity = excluded.capacity,
  in_flight = excluded.in_flight, version = excluded.version, engines = excluded.engines, lives_ms = excluded.lives_ms,
  context_tokens = excluded.context_tokens, throughput = excluded.throughput, ready_ms = excluded.ready_ms,
  ended = excluded.ended, beat_at = excluded.beat_at`,
};
