import type { HeldRequests, Lane, LaneQuery, LaneSnapshot } from '@spillway/core/store';
import type { Database } from '../database.ts';

const lanesInOrder = `
  with shardsOfLanes as (
    select b.number, b.id as batchId, b.tenant, b.priority, b.deadlineAt, b.createdAt, b.permissions,
      s.model, s.open, s.open * s.tokensPerRequest as tokens, s.dueAt,
      max(0, coalesce(s.dueAt, :now) - :now) as wait,
      s.lapses > 0 or (s.open = 1 and s.held and s.dueAt <= :now) as suspect
    from batches b indexed by batchesInProgress join shards s on s.batchId = b.id and s.open > 0
    where b.phase = 'in_progress' and b.cancelRequestedAt is null and b.deadlineAt > :now
      and (:models is null or s.model in (select value from json_each(:models)))
  ), waits as (
    select *, sum(open) as openRequests, sum(tokens) as openTokens, max(suspect) as hasSuspect,
      min(iif(suspect, wait, null)) as suspectWait,
      min(iif(not suspect and dueAt is not null, wait, null)) as returnedWait,
      min(iif(not suspect, wait, null)) as anyWait
    from shardsOfLanes group by batchId, model
  ), lanes as (
    select *, coalesce(
      (select permission from permissions p where p.batchId = w.batchId and p.model = w.model and p.pool = :pool),
      (select value from json_each(w.permissions) where key = :pool),
      'none') as permission
    from waits w
  ), ranked as (
    select *, row_number() over (partition by tenant order by priority desc, deadlineAt, createdAt, number) as rank
    from lanes where :withheld or permission <> 'none' or (:suspects and hasSuspect)
  )
  select batchId, model, tenant, priority, deadlineAt, createdAt, openRequests as open, openTokens as tokens,
    min(deadlineAt - :now,
      coalesce(iif(:suspects, suspectWait, null), deadlineAt - :now),
      coalesce(case permission when 'all' then anyWait when 'returned' then returnedWait end, deadlineAt - :now)
    ) as dueInMs,
    permission
  from ranked where rank <= :perTenant order by rank, number limit :limit`;
const inHands = `
  select b.tenant, sum(s.open) as requests from shards s join batches b on b.id = s.batchId
  where s.held = 1 and s.open > 0 and s.dueAt > :now group by b.tenant`;

export function listLanes(db: Database, { held, ...query }: LaneQuery): LaneSnapshot {
  const asOf = db.now();
  const rows = db.all<Lane>(lanesInOrder, { models: null, withheld: false, ...query, now: asOf });
  const lanes = rows.map((lane) => ({ ...lane, tokens: Math.round(lane.tokens) }));
  return { asOf, lanes, ...(held && { held: db.all<HeldRequests>(inHands, { now: asOf }) }) };
}
