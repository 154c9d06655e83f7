import { checkLaw, storeLaws } from '@spillway/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresHarness, type PostgresHarness } from '../test/postgres-harness.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { assembleStore } from './postgres-store.ts';
import { parseOptions } from './postgres-store-options.ts';
import type { Statement } from './statement.ts';
import { type Statements, statements } from './statements/index.ts';

/** A bug planted in one statement, and the law that catches it. */
interface Mutant {
  readonly bug: string;
  readonly statement: keyof Statements;
  /** What the statement says, and what the mutant says in its place. */
  readonly replace: readonly (readonly [said: string, says: string])[];
  readonly law: string;
}

const heldLaw =
  'lanes: what a tenant has in hands is told when asked: of all its batches, models and pools, as long as the leases live';

const deadLetterLaw =
  'dead letters: a list of batches with dead letters holds those that have some, also while they run, newest first and in pages';

const mutants: readonly Mutant[] = [
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
    bug: 'a report is recorded by every advance that brings one',
    statement: 'advance',
    replace: [['where v.ended and $16', 'where $16']],
    law: 'history: an advance that does not end the batch records nothing, nor does one of a batch that has ended',
  },
  {
    bug: 'a report says what the advance asked for',
    statement: 'advance',
    replace: [['v.priority, v.phase, v.created_at', 'v.priority, $3::text, v.created_at']],
    law: 'history: a batch with a cancel mark is reported as cancelled, whatever the advance said',
  },
  {
    bug: 'a page of reports begins behind those that ended at the same moment',
    statement: 'listReportsOfTenant',
    replace: [['(r.ended_at, r.ordinal) < (', '(r.ended_at, 0) < (']],
    law: 'history: of batches that ended at the same moment each is listed once',
  },
  {
    bug: 'a settlement does not look at the fence',
    statement: 'settle',
    replace: [['and s.fence = $3::bigint and s.due_at is not null', 'and s.due_at is not null']],
    law: 'settle: a flush under another fence is lost and changes nothing',
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
    bug: 'a reopening judges what the snapshot saw, not the row as it is',
    statement: 'reopen',
    replace: [['for update of b', '']],
    law: 'reopen: of reopenings at once one is done, and the others find the batch live',
  },
  {
    bug: 'a reopening keeps the fence',
    statement: 'reopen',
    replace: [['fence = b.fence + 1', 'fence = b.fence']],
    law: 'reopen: whoever held a step of the ended batch changes nothing any more',
  },
  {
    bug: 'a reopening does not look at the mark of the purge',
    statement: 'reopen',
    replace: [["when c.purged_at is not null then 'purged'\n", '']],
    law: 'reopen: beside a purge either the batch is reopened and keeps everything, or it is purged',
  },
  {
    bug: 'a batch that never ran is reopened',
    statement: 'reopen',
    replace: [[' or c.in_progress_at is null', '']],
    law: 'reopen: answers why it does not, and changes nothing',
  },
  {
    bug: 'a reopening asks for no tenant',
    statement: 'reopen',
    replace: [['b.tenant = $1::text', '$1::text is not null']],
    law: 'reopen: a batch of another tenant is absent, like one that does not exist',
  },
  {
    bug: 'the lanes of a reopened batch keep its old deadline',
    statement: 'reopen',
    replace: [['set deadline_at = v.deadline_at, live', 'set live']],
    law: 'reopen: what is requeued is handed out at once, until the new deadline',
  },
  {
    bug: 'a reopening keeps the lapses and the wake-up of the step before',
    statement: 'reopen',
    replace: [[', held = false, woken = false, lapses = 0', '']],
    law: 'reopen: makes the batch due now, whoever holds its step',
  },
  {
    bug: 'no advance is done with the selection',
    statement: 'advance',
    replace: [
      [
        'case when $12::boolean then null else h.requeue end',
        'case when $12::boolean then h.requeue else h.requeue end',
      ],
    ],
    law: 'reopen: the selection stays until an advance says that it is done with',
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
    bug: 'dead letters of batches that run are not seen until their shards are folded',
    statement: 'listDeadLetterBatches',
    replace: [['select * from running where', 'select * from running where false and']],
    law: deadLetterLaw,
  },
  {
    bug: 'batches that run are taken for batches with dead letters',
    statement: 'listDeadLetterBatches',
    replace: [['and s.dead_lettered > 0', '']],
    law: deadLetterLaw,
  },
  {
    bug: 'what is purged is listed as dead letters',
    statement: 'listDeadLetterBatches',
    replace: [['and b.purged_at is null', '']],
    law: 'dead letters: a batch that is being purged is on no list of batches with dead letters',
  },
  {
    bug: 'the backlog holds what has ended',
    statement: 'backlogOfTenant',
    replace: [["and b.phase in ('validating', 'in_progress', 'finalizing')", '']],
    law: 'backlog: holds a batch from its creation to its end, and again once it is reopened',
  },
  {
    bug: 'the backlog of a user is that of the tenant',
    statement: 'backlogOfTenant',
    replace: [['($2::text is null or b.user_id = $2::text)', '$2::text is distinct from b.id']],
    law: 'backlog: is what is live of one tenant, of one user of it, or of everybody',
  },
  {
    bug: 'ordinals of events are their places in what is shown',
    statement: 'timeline',
    replace: [['select newest.ordinal', 'select row_number() over (order by newest.ordinal) as ordinal']],
    law: 'timeline: ordinals ascend, and those that a reader saw stay when older events go',
  },
  {
    bug: 'a beat says nothing of contexts',
    statement: 'beat',
    replace: [['context_tokens = excluded.context_tokens, ', '']],
    law: 'workers: a beat records what the worker says of itself',
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
    bug: 'a cancelled batch goes on handing out work',
    statement: 'requestCancel',
    replace: [['set live = false', 'set live = l.live']],
    law: 'cancel: a cancelled batch hands out nothing',
  },
  {
    bug: 'a revoked key is found',
    statement: 'getKey',
    replace: [['and k.revoked_at is null', '']],
    law: 'access: remove revokes the key at once, and a replay answers absent',
  },
  {
    bug: 'a key is found at the moment of its expiry',
    statement: 'getKey',
    replace: [['k.expires_at > coalesce', 'k.expires_at >= coalesce']],
    law: 'access: a key is not found from the moment of its expiry, and is still listed',
  },
  {
    bug: 'a key takes the place of another with its digest',
    statement: 'createKey',
    replace: [['on conflict do nothing', 'on conflict (digest) do update set name = excluded.name']],
    law: 'access: the id or the digest of another key throws conflict',
  },
  {
    bug: 'a page of keys begins behind a key of another tenant',
    statement: 'listKeys',
    replace: [['and ($1::text is null or a.tenant = $1::text)', '']],
    law: 'access: an unknown after answers an empty page',
  },
  {
    bug: 'a put makes the tenant new',
    statement: 'putTenant',
    replace: [['set limits = excluded.limits', 'set limits = excluded.limits, created_at = excluded.created_at']],
    law: 'tenants: a replay of put changes nothing',
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
    bug: 'a withdrawal forgets what was copied',
    statement: 'withdraw',
    replace: [[', deduplicated = b.deduplicated + t.deduplicated', '']],
    law: 'withdraw: how many answers were copied stays counted when the rest of their shard is ended',
  },
  {
    bug: 'a purge forgets what was copied',
    statement: 'purge',
    replace: [[', deduplicated = b.deduplicated + t.deduplicated', '']],
    law: 'purge: counts stay where shards were still held and half answered',
  },
  {
    bug: 'who asks for a hash that another took since the snapshot is told to run',
    statement: 'reserveResults',
    replace: [['where r.expires_at <= excluded.held_since or (r.owner = excluded.owner and r.segment is null)\n', '']],
    law: 'results: of several who ask at the same time one is told to run',
  },
  {
    bug: 'holds do not lapse',
    statement: 'reserveResults',
    replace: [[' or r.expires_at <= (select now from moment)', '']],
    law: 'results: a hold that lapsed counts as absent: the next who asks holds it, and the former waits',
  },
  {
    bug: 'a hash is one in all scopes',
    statement: 'reserveResults',
    replace: [['where r.scope = $1::text and r.hash = a.hash', 'where r.hash = a.hash']],
    law: 'results: scopes never meet',
  },
  {
    bug: 'each renewal is a hold of its own',
    statement: 'reserveResults',
    replace: [['then r.held_since else', 'then excluded.held_since else']],
    law: 'results: who holds a hash is told to run again, and holds it for another lease',
  },
  {
    bug: 'an answer is recorded where nothing is known only',
    statement: 'publishResults',
    replace: [['expires_at = excluded.expires_at', 'expires_at = excluded.expires_at where results.expires_at < 0']],
    law: 'results: an answer is recorded whoever holds its hash, and in the place of an older one',
  },
  {
    bug: 'anybody gives a hold up',
    statement: 'releaseResults',
    replace: [['r.owner = a.owner and ', '']],
    law: 'results: who does not hold a hash gives nothing up',
  },
  {
    bug: 'a purge takes what is held',
    statement: 'purgeResults',
    replace: [['where r.expires_at <= coalesce', 'where r.expires_at >= 0 * coalesce']],
    law: 'results: purge forgets what counts as absent, and nothing else',
  },
  {
    bug: 'a page of tenants begins with the last of the page before',
    statement: 'listTenants',
    replace: [['t.id > $1::text', 't.id >= $1::text']],
    law: 'tenants: tenants are listed by id ascending, from behind after',
  },
];

function plant({ statement, replace }: Mutant): Statements {
  const original: Statement<unknown> = statements[statement];
  let text = original.text;
  for (const [said, says] of replace) {
    if (!text.includes(said)) throw new Error(`${statement} does not say: ${said}`);
    text = text.replaceAll(said, says);
  }
  return { ...statements, [statement]: { ...original, text } };
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server?.close();
});

describe('the contract catches', () => {
  test.each(mutants)('$bug', async (mutant) => {
    await using harness = await createPostgresHarness(server.url, (ground) =>
      assembleStore(parseOptions(ground), plant(mutant)),
    );
    expect(await breaks(harness, mutant.law)).toBe(true);
  });
});

/** Whether the law fails. Where two calls must meet for it, they may miss each other a few times. */
async function breaks({ store, clock, freshId }: PostgresHarness, title: string): Promise<boolean> {
  const law = storeLaws.find((law) => law.title === title);
  if (!law) throw new Error(`the contract has no law "${title}"`);
  for (let tries = 0; tries < 5; tries++) {
    try {
      await checkLaw(law, async () => ({ store, clock, freshId }));
    } catch {
      return true;
    }
  }
  return false;
}
