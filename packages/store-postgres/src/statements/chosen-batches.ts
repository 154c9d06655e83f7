/**
 * What the filter of every statement that lists or counts batches asks of a batch `b`, beside its tenant ($1, null for all) and
 * its status ($2): $3 ids, $4 priorities, $5 user, $6 endpoint, $7 the model as it stands in `models`, $8 input file,
 * $9 created then or later, $10 created before, $11 pairs as they stand in `words`, $12 what an id begins with or `words`
 * hold, in small letters, each null for any; $13 whether it must have dead letters: by its counts, or by a shard's while it
 * runs.
 */
const short = `
  ($4::int[] is null or b.priority = any($4::int[]))
  and ($5::text is null or b.user_id = $5::text)
  and ($6::text is null or b.endpoint = $6::text)
  and ($9::bigint is null or b.created_at >= $9::bigint)
  and ($10::bigint is null or b.created_at < $10::bigint)
  and (not $13::boolean or b.keeps_dead_letters or b.status in ('in_progress', 'finalizing', 'cancelling') and exists (
    select from lanes l join shards s on s.lane_id = l.id and s.due_at > 0
    where l.batch_id = b.id and s.dead_lettered > 0))`;

/** Names columns that the indexes of lists hold, and no other: for filters that ask nothing else, see `isShort`. */
export const chosenByIndex: string = `
  num_nonnulls($3::text[], $7::text, $8::text, $11::text[], $12::text) = 0
  and ${short}`;

/** For every filter. The shortest first: what they pass over is not searched. */
export const chosenByRecord: string = `
  ($3::text[] is null or b.id = any($3::text[]))
  and ($8::text is null or b.input_file_id = $8::text)
  and ${short}
  and ($7::text is null or strpos(b.models, $7::text) > 0)
  and ($11::text[] is null or not exists (select from unnest($11::text[]) as pair where strpos(b.words, pair) = 0))
  and ($12::text is null or starts_with(lower(b.id), $12::text) or strpos(lower(b.words), $12::text) > 0)`;
