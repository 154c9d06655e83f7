import type { Mutant } from './mutant.ts';

const heldLaw =
  'lanes: what a tenant has in hands is told when asked: of all its batches, models and pools, as long as the leases live';

/** Bugs in what hands out work. */
export const claimMutants: readonly Mutant[] = [
  {
    bug: 'the claims of a dead worker are released',
    statement: 'removeWorker',
    replace: [['set held = $2::boolean', 'set held = $2::boolean and false']],
    law: 'workers: removing a dead worker makes a suspect of the single request that it held',
  },
  {
    bug: 'claims that have lapsed are in hands',
    statement: 'heldRequests',
    replace: [['s.held and s.due_at > coalesce($1::bigint', 's.held and 0 < coalesce($1::bigint']],
    law: heldLaw,
  },
  {
    bug: 'what was put off is in hands',
    statement: 'heldRequests',
    replace: [['s.held and s.due_at >', 's.due_at >']],
    law: heldLaw,
  },
  {
    bug: 'a renewal does not look at the fence',
    statement: 'renew',
    replace: [
      ['and s.fence = c.fence and s.held', 'and s.held'],
      ['and k.fence = c.fence', ''],
    ],
    law: 'renew: answers each claim that another took, that was released or emptied, as lost',
  },
  {
    bug: 'append takes extents again that it has',
    statement: 'append',
    replace: [
      ['where p.first_seq >= h.total', 'where true'],
      ['min(f.first_seq) = min(h.total)\n      and ', ''],
      ['max(f.first_seq + f.requests) = min(h.total) + sum(f.requests) filter (where f.leads)', 'true'],
    ],
    law: 'append: a replay changes nothing',
  },
  {
    bug: 'append goes on after a cancel mark',
    statement: 'append',
    replace: [['and b.cancel_requested_at is null', '']],
    law: 'append: a cancel mark refuses further extents',
  },
  {
    bug: 'a split keeps the old fence',
    statement: 'claim',
    replace: [['fence = s.fence + 1', 'fence = case when m.size < m.open_count then s.fence else s.fence + 1 end']],
    law: 'claim: a shard that is cut keeps no holder of an earlier fence',
  },
  {
    bug: 'two claims may pick one shard',
    statement: 'claim',
    replace: [['limit 1\n  for update skip locked', 'limit 1']],
    law: 'contention: of flushes that end the last requests at once the batch is due exactly when nothing is open',
  },
  {
    bug: 'a claim forgets what it cut off',
    statement: 'claim',
    replace: [['where m.size < m.open_count\n', 'where false\n']],
    law: 'claim: takes at most what was asked and leaves the rest as a shard of the same extent',
  },
  {
    bug: 'a withdrawal keeps the fence',
    statement: 'withdraw',
    replace: [['fence = s.fence + 1', 'fence = s.fence']],
    law: 'withdraw: late flushes and renewals of what was withdrawn are lost',
  },
  {
    bug: 'a beat says nothing of contexts',
    statement: 'beat',
    replace: [['context_tokens = excluded.context_tokens, ', '']],
    law: 'workers: a beat records what the worker says of itself',
  },
  {
    bug: 'a beat says what engines did at the first',
    statement: 'beat',
    replace: [['engines = excluded.engines, ', '']],
    law: 'workers: a beat records what each engine does, and what nobody knows of it',
  },
  {
    bug: 'a beat says nothing of throughput',
    statement: 'beat',
    replace: [['throughput = excluded.throughput, ', '']],
    law: 'workers: a beat records what the worker says of itself',
  },
  {
    bug: 'a lane takes the permission of one pool of a decision',
    statement: 'decide',
    replace: [['group by p.batch_id', 'group by p.batch_id, p.pool']],
    law: 'permissions: one decision opens and closes a lane for several pools',
  },
  {
    bug: 'a decision keeps the memory of the one before',
    statement: 'decide',
    replace: [[', memory = $4::json', ', memory = coalesce(t.memory, $4::json)']],
    law: 'fleet: what a decision leaves in memory is handed to the next holder, for its model alone',
  },
  {
    bug: 'a withdrawal forgets what was copied',
    statement: 'withdraw',
    replace: [[', deduplicated = b.deduplicated + t.deduplicated', '']],
    law: 'withdraw: how many answers were copied stays counted when the rest of their shard is ended',
  },
];
