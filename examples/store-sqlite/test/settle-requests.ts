/**
 * Claims and settles requests of one batch until none is open, or so many times and no more, and says each settlement that
 * the store recorded.
 */
import { systemClock } from '@spillway/core/clock';
import { createSqliteStore } from '../store/create-sqlite-store.ts';
import { demandOf, key, linesOf } from './work-under-test.ts';

const [file = '', workerId = '', pauseMs = '0', most = 'Infinity'] = process.argv.slice(2);
await using store = createSqliteStore({ file, busyMs: 30_000 });

let claims = 0;
while ((await store.batches.get(key))?.counts.open !== 0) {
  const claim = await store.shards.claim(demandOf(workerId));
  if (claim) {
    const receipt = await store.shards.settle({ ...claim, lines: linesOf(claim.seqs), rest: 'release' });
    process.stdout.write(`${receipt} ${JSON.stringify(claim.seqs)}\n`);
    claims++;
    // Who may do no more waits for its end.
    await systemClock.sleep(claims < Number(most) ? Number(pauseMs) : Number.POSITIVE_INFINITY);
  } else {
    // Others hold what is left: if they died, their leases end soon.
    await systemClock.sleep(20);
  }
}
