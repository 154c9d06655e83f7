import type { Mutant } from './mutant.ts';

/** Bugs in what records work and reads it. */
export const settleMutants: readonly Mutant[] = [
  {
    bug: 'a settlement does not look at the fence',
    statement: 'settle',
    replace: [['and s.fence = $3::bigint and s.due_at is not null', 'and s.due_at is not null']],
    law: 'settle: a flush under another fence is lost and changes nothing',
  },
  {
    bug: 'what an emptied shard has ended is not folded into the batch',
    statement: 'settle',
    replace: [['where b.id = d.batch_id and d.open_count = 0', 'where b.id = d.batch_id and false']],
    law: 'settle: the last settlement makes the batch due now',
  },
  {
    bug: 'every settlement folds, so that what was counted is counted again',
    statement: 'settle',
    replace: [['where b.id = d.batch_id and d.open_count = 0', 'where b.id = d.batch_id']],
    law: 'settle: moves each outcome to its count',
  },
  {
    bug: 'counts are read without what open shards have ended',
    statement: 'readBatches',
    replace: [['s.due_at > 0\n', 'false\n']],
    law: 'settle: a repeat is a duplicate and changes nothing',
  },
  {
    bug: 'the batch is counted from what the snapshot saw, not from the row as it is',
    statement: 'settle',
    replace: [
      [
        'set open = b.open - d.ended, succeeded = b.succeeded + d.succeeded',
        'set open = o.open - d.ended, succeeded = o.succeeded + d.succeeded',
      ],
      [
        'from done d\n  where b.id = d.batch_id',
        'from done d join batches o on o.id = d.batch_id\n  where b.id = d.batch_id',
      ],
    ],
    law: 'contention: of flushes that end the last requests at once the batch is due exactly when nothing is open',
  },
  {
    bug: 'a requeue does not look at what was seen',
    statement: 'requeue',
    replace: [['limit 1) = $12::bigint', 'limit 1) is not null and $12::bigint is not null']],
    law: 'requeue: an extent that was settled since it was seen is lost',
  },
  {
    bug: 'a requeue does not see what was settled while it waited',
    statement: 'requeue',
    replace: [['where h.as_seen and (', 'where (']],
    law: 'requeue: of calls at once that saw the same one is recorded',
  },
  {
    bug: 'a purge leaves its mark only where something is folded',
    statement: 'purge',
    replace: [['where b.id = h.id\n', 'where b.id = h.id and t.ended > 0\n']],
    law: 'purge: a batch without shards is stamped too',
  },
  {
    bug: 'every purge moves the mark',
    statement: 'purge',
    replace: [['coalesce(b.purged_at, $4::bigint', 'coalesce($4::bigint']],
    law: 'purge: the first call stamps the batch, and further calls leave the stamp',
  },
  {
    bug: 'settlements begin behind the extent that holds fromSeq',
    statement: 'readSettlements',
    replace: [['h.first_seq + h.requests > $2::int', 'h.first_seq = $2::int']],
    law: 'settlements: begin at the extent that holds fromSeq, without extents that have none',
  },
  {
    bug: 'settlements begin one extent early',
    statement: 'readSettlements',
    replace: [['h.first_seq + h.requests > $2::int', 'h.first_seq + h.requests >= $2::int']],
    law: 'settlements: begin at the extent that holds fromSeq, without extents that have none',
  },
  {
    bug: 'open shards begin behind the extent that holds fromSeq',
    statement: 'listShards',
    replace: [['h.first_seq + h.requests > $2::int', 'h.first_seq = $2::int']],
    law: 'open shards: are paged by whole extents in seq order, from the extent that holds fromSeq',
  },
  {
    bug: 'open shards have whoever held them last',
    statement: 'listShards',
    replace: [['s.held and s.due_at > m.now', 's.held']],
    law: 'open shards: have a holder as long as its lease lives',
  },
  {
    bug: 'open shards are shown while the batch is planned',
    statement: 'listShards',
    replace: [[' and b.in_progress_at is not null', '']],
    law: 'open shards: are not shown until the batch is in progress',
  },
  {
    bug: 'copied answers are counted while their shard is open only',
    statement: 'settle',
    replace: [[', deduplicated = b.deduplicated + d.deduplicated', '']],
    law: 'settle: counts how many answers were copied from others, at every moment',
  },
  {
    bug: 'copied answers are counted once their shard is folded only',
    statement: 'readBatches',
    replace: [['b.deduplicated + p.deduplicated', 'b.deduplicated']],
    law: 'settle: counts how many answers were copied from others, at every moment',
  },
  {
    bug: 'a purge forgets what was copied',
    statement: 'purge',
    replace: [[', deduplicated = b.deduplicated + t.deduplicated', '']],
    law: 'purge: counts stay where shards were still held and half answered',
  },
];
