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

const mutants: readonly Mutant[] = [
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
