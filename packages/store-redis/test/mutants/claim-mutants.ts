import type { Mutant } from './mutant.ts';

/** Bugs in what hands out work, holds it and gives it back. */
export const claimMutants: readonly Mutant[] = [
  {
    bug: 'a claim leaves the fence as it was',
    script: 'claim',
    replace: [['shard.fence = shard.fence + 1', 'shard.fence = shard.fence']],
    law: 'claim: each claim of a shard raises its fence',
  },
  {
    bug: 'of a suspect and another shard that are due at one moment the other goes first',
    script: 'claim',
    replace: [[' or (due == bestDue and comesBefore(found[1], best))', '']],
    law: 'suspects: of a suspect and another shard that are due at one moment that of the earlier extent goes first',
  },
  {
    bug: 'suspects go to whoever claims',
    script: 'claim',
    replace: [['if suspects then', 'if true then']],
    law: 'suspects: a suspect is handed out only to who takes suspects',
  },
  {
    bug: 'returned work waits for fresh work',
    script: 'claim',
    replace: [
      [
        'if not best and permission',
        "if redis.call('ZCOUNT', queueKey('queue', model), '+inf', '+inf') > 0 and permission",
      ],
    ],
    law: 'claim: shards that were handed out before come first, by due time',
  },
  {
    bug: 'a pool with returned gets fresh work, too',
    script: 'claim',
    replace: [["permission == 'all'", "permission ~= 'none'"]],
    law: 'permissions: a pool with returned gets only shards that were handed out before',
  },
  {
    bug: 'the rest of a shard that was handed out before is fresh',
    script: 'claim',
    replace: [['size = shard.size - size, due = shard.due,', 'size = shard.size - size,']],
    law: 'claim: the rest of a shard that was handed out before is due when the shard was',
  },
  {
    bug: 'work is handed out past the deadline',
    script: 'claim',
    replace: [['and now < tonumber(batch[3])', 'and tonumber(batch[3])']],
    law: 'claim: nothing is handed out at or after the deadline',
  },
  {
    bug: 'a lapse narrows nothing',
    script: 'claim',
    replace: [['if hasLapsed(shard, now) then narrow(shard) end', '']],
    law: 'lapses: a shard whose lease lapsed comes back before fresh ones, in eighths',
  },
  {
    bug: 'an eighth is rounded down',
    script: 'claim',
    replace: [['math.ceil(shard.size / 8)', 'math.max(1, math.floor(shard.size / 8))']],
    law: 'lapses: an eighth is rounded up, of what was open when the lease lapsed',
  },
  {
    bug: 'a lapse is found a moment late',
    script: 'claim',
    replace: [["'-inf', now, 'WITHSCORES'", "'-inf', now - 1, 'WITHSCORES'"]],
    law: 'lapses: a shard is nobody else’s until its lease ends, and then anybody’s',
  },
  {
    bug: 'the first positions of a word are its lowest bits',
    script: 'claim',
    replace: [['for place = 31, 0, -1 do', 'for place = 0, 31 do']],
    law: 'claim: takes the first open requests of a shard with holes',
  },
  {
    bug: 'a renewal does not look at the fence',
    script: 'renew',
    replace: [['shard.fence == tonumber(ARGV[index + 1]) and ', '']],
    law: 'renew: answers each claim that another took, that was released or emptied, as lost',
  },
  {
    bug: 'a renewal moves the end of the lease nowhere',
    script: 'renew',
    replace: [['shard.due = now + tonumber(ARGV[2])', '']],
    law: 'renew: holds each claim for another lease from now',
  },
  {
    bug: 'a recall asks all pools',
    script: 'apply-decision',
    replace: [[' and recalled[shard.pool]', '']],
    law: 'renew: a recall asks neither other pools nor other models nor other batches',
  },
  {
    bug: 'the claims of a dead worker are released',
    script: 'release-worker',
    replace: [["ARGV[3] == '1'", 'false']],
    law: 'workers: removing a dead worker makes a suspect of the single request that it held',
  },
  {
    bug: 'claims that have lapsed are in hands',
    script: 'lanes',
    replace: [["'(' .. string.format('%d', now), '+inf')) do", "'-inf', '+inf')) do"]],
    law: 'lanes: what a tenant has in hands is told when asked: of all its batches, models and pools, as long as the leases live',
  },
  {
    bug: 'a lane of which nothing may be claimed is due at once',
    script: 'lanes',
    replace: [['math.max(0, at - now)) or left', 'math.max(0, at - now)) or 0']],
    law: 'permissions: with nothing that the asker may claim, a lane is due at the deadline',
  },
];
