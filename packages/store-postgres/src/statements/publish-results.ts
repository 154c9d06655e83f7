import type { Statement } from '../statement.ts';

/**
 * Rows are locked in the order of their hashes. $1 scope, $2 hashes, $3 request ids, $4 tenants, $5 segments, $6 offsets,
 * $7 bytes, $8 tokens in, $9 tokens out, $10 cached, $11 reasoning, $12 life, $13 the harness's time.
 */
export const publishResults: Statement<never> = {
  name: 'publish_results',
  text: `
insert into results (scope, hash, owner, held_since, request_id, tenant, segment, segment_offset, bytes, tokens_in,
  tokens_out, cached_tokens, reasoning_tokens, expires_at)
select $1::text, p.hash, null, m.now, p.request_id, p.tenant, p.segment, p.segment_offset, p.bytes, p.tokens_in,
  p.tokens_out, p.cached_tokens, p.reasoning_tokens, m.now + $12::bigint
from unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::int[], $9::int[], $10::int[],
    $11::int[]) as p (hash, request_id, tenant, segment, segment_offset, bytes, tokens_in, tokens_out, cached_tokens,
    reasoning_tokens),
  (select coalesce($13::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
order by p.hash
on conflict (scope, hash) do update set owner = null, held_since = excluded.held_since, request_id = excluded.request_id,
  tenant = excluded.tenant, segment = excluded.segment, segment_offset = excluded.segment_offset, bytes = excluded.bytes,
  tokens_in = excluded.tokens_in, tokens_out = excluded.tokens_out, cached_tokens = excluded.cached_tokens,
  reasoning_tokens = excluded.reasoning_tokens, expires_at = excluded.expires_at`,
};
