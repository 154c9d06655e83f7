import type { Mutant } from './mutant.ts';

/** Bugs in what records work, ends it and forgets it. */
export const settleMutants: readonly Mutant[] = [
  {
    bug: 'what was settled in one second is the last that was',
    script: 'settle',
    replace: [['requests + (known == pool and tonumber(before) or 0)', 'requests']],
    law: 'progress: tells how many requests each pool settled in each span',
  },
  {
    bug: 'progress outlives the purge',
    script: 'purge-shards',
    replace: [[", B .. ':progress'", '']],
    law: 'progress: is empty for a batch that is purged, was never worked, or does not exist',
  },
  {
    bug: 'a settlement does not look at the fence',
    script: 'settle',
    replace: [[' or shard.fence ~= tonumber(ARGV[3])', '']],
    law: 'settle: a flush under another fence is lost and changes nothing',
  },
  {
    bug: 'what is torn is recorded as far as it goes',
    script: 'settle',
    replace: [["if not all then return { 'torn', 0 } end", '']],
    law: 'settle: a flush that names requests of which only some are open throws conflict and changes nothing',
  },
  {
    bug: 'a repeat is recorded again',
    script: 'settle',
    replace: [["if not any then return { 'duplicate', 0 } end", 'if not any then all = true end']],
    law: 'settle: a repeat is a duplicate and changes nothing',
  },
  {
    bug: 'an outcome leaves the lapses as they are',
    script: 'settle',
    replace: [['shard.limit, shard.lapses = math.huge, 0', '']],
    law: 'lapses: recording an outcome clears what narrowed the shard',
  },
  {
    bug: 'a lane does not shrink',
    script: 'settle',
    replace: [['growLane(shard.model, -ended, -ended * shard.tokens)', '']],
    law: 'lanes: a lane without open requests is gone',
  },
  {
    bug: 'a deferred shard is fresh',
    script: 'settle',
    replace: [['due = now + tonumber(ARGV[index + 2]), attempts', 'attempts']],
    law: 'settle: deferred requests wait their delay in a shard of their own and keep their attempts',
  },
  {
    bug: 'the last settlement wakes nobody',
    script: 'settle',
    replace: [['  wake(now)\n  return 1', '  return 0']],
    law: 'settle: the last settlement makes the batch due now',
  },
  {
    bug: 'an index is left where only the due time changed',
    script: 'settle',
    replace: [[' or shard.wasDue ~= shard.due or shard.wasHeld ~= shard.held', '']],
    law: 'settle: release hands the rest out again at once, at full size and without a lapse',
  },
  {
    bug: 'a withdrawal takes what is held',
    script: 'withdraw',
    replace: [['if held or not shard.held or hasLapsed(shard, now) then', 'if true then']],
    law: 'withdraw: leaves shards under a live lease alone unless told otherwise',
  },
  {
    bug: 'a withdrawal leaves the fence as it was',
    script: 'withdraw',
    replace: [['0, shard.fence + 1\n', '0, shard.fence\n']],
    law: 'withdraw: late flushes and renewals of what was withdrawn are lost',
  },
  {
    bug: 'a requeue does not look at what was seen',
    script: 'requeue',
    replace: [[' or cmsgpack.unpack(last)[1] ~= tonumber(ARGV[9])', '']],
    law: 'requeue: an extent that was settled since it was seen is lost',
  },
  {
    bug: 'settlements begin behind the extent that holds fromSeq',
    script: 'settlements',
    replace: [['if tonumber(first) + tonumber(requests) > seq then', 'if false then']],
    law: 'settlements: begin at the extent that holds fromSeq, without extents that have none',
  },
  {
    bug: 'open shards have whoever held them last',
    script: 'list-shards',
    replace: [['shard.held and now < shard.due', 'shard.held']],
    law: 'open shards: have a holder as long as its lease lives',
  },
  {
    bug: 'every purge moves the mark',
    script: 'purge-shards',
    replace: [["'HSETNX', B, 'purgedAt'", "'HSET', B, 'purgedAt'"]],
    law: 'purge: the first call stamps the batch, and further calls leave the stamp',
  },
  {
    bug: 'a purge forgets settlements with the first shard of an extent',
    script: 'purge-shards',
    replace: [
      [
        'if gone == limit then return gone end',
        "redis.call('DEL', settledKey(first))\n    if gone == limit then return gone end",
      ],
    ],
    law: 'purge: the settlements of an extent go with its last shard',
  },
];
