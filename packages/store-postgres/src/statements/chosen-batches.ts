/**
 * What the filter of every statement that lists or counts batches asks of a batch `b`, beside tenant and phase. $1 tenant or
 * null for all, $2 phases, $3 statuses that a phase does not tell or null, $4 ids or null, $5 priorities or null, $6 user,
 * $7 endpoint, $8 the model as it stands in `models`, $9 input file, $10 created then or later, $11 created before, $12 pairs
 * as they stand in `words`, $13 what an id begins with or `words` hold, in small letters, each of these null for any, $14
 * whether it must have dead letters: by its counts, or by a shard's while it runs.
 */
export const chosenBatches = `
  ($3::text[] is null
    or case when b.ended_at is null and b.cancel_requested_at is not null then 'cancelling' else b.phase end = any($3::text[]))
  and ($4::text[] is null or b.id = any($4::text[]))
  and ($5::int[] is null or b.priority = any($5::int[]))
  and ($6::text is null or b.user_id = $6::text)
  and ($7::text is null or b.endpoint = $7::text)
  and ($8::text is null or strpos(b.models, $8::text) > 0)
  and ($9::text is null or b.input_file_id = $9::text)
  and ($10::bigint is null or b.created_at >= $10::bigint)
  and ($11::bigint is null or b.created_at < $11::bigint)
  and ($12::text[] is null or not exists (
    select from unnest($12::text[]) as pair where strpos(coalesce(b.words, ''), pair) = 0))
  and ($13::text is null or starts_with(lower(b.id), $13::text) or strpos(lower(b.words), $13::text) > 0)
  and (not $14::boolean or b.purged_at is null and b.in_progress_at is not null and (b.has_dead_letters
    or b.phase in ('in_progress', 'finalizing') and exists (
      select from lanes l join shards s on s.lane_id = l.id and s.due_at > 0
      where l.batch_id = b.id and s.dead_lettered > 0)))`;
