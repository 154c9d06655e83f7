import type {
  Charge,
  FleetBoard,
  FleetDecision,
  FleetStanding,
  FleetTick,
  PoolObservation,
} from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { applyEffects, effectsOf } from './decision-effects.ts';

export function createFleetBoard(context: StoreContext): FleetBoard {
  return {
    claimTick: (query) => claimTick(context, query),
    decide: (tick, decision) => decide(context, tick, decision),
    list: () => listStandings(context),
    charges: (pool) => chargesOf(context, pool),
  };
}

/** A decision whose maker died before it had reached all its batches reaches them now. */
async function claimTick(
  context: StoreContext,
  { model, leaseMs }: { readonly model: string; readonly leaseMs: number },
): Promise<FleetTick | undefined> {
  const { session, keys, now } = context;
  const reply = listOf(await session.run('claim-tick', [keys.ticks], [now(), model, wholeMs(leaseMs)]));
  if (reply.length === 0) return undefined;
  const [fence, asOf, memory, left] = reply;
  if (textOf(left) !== '') await applyEffects(context, model, textOf(left));
  const known: unknown = textOf(memory) === '' ? null : JSON.parse(textOf(memory));
  return { model, fence: numberOf(fence), asOf: numberOf(asOf), memory: known };
}

async function decide(context: StoreContext, { model, fence }: FleetTick, decision: FleetDecision): Promise<boolean> {
  const { session, keys, now } = context;
  const { pools, nextInMs, memory } = decision;
  const effects = effectsOf(fence, decision);
  const standings = pools.flatMap(({ pool, desiredReplicas, observed }) => [
    JSON.stringify([pool, model]),
    pool,
    desiredReplicas,
    observed ? JSON.stringify(observed) : '',
  ]);
  const values = [now(), model, fence, wholeMs(nextInMs), JSON.stringify(memory), effects, ...standings];
  const [done] = listOf(await session.run('decide', [keys.ticks, keys.standings], values));
  if (done !== 1) return false;
  await applyEffects(context, model, effects);
  return true;
}

async function listStandings({ session, keys }: StoreContext): Promise<readonly FleetStanding[]> {
  const rows = listOf(await session.run('list-standings', [keys.standings], []));
  const standings = rows.map((row): FleetStanding => {
    const [pool, model, replicas, decidedAt, observed] = listOf(row);
    return {
      pool: textOf(pool),
      model: textOf(model),
      desiredReplicas: numberOf(replicas),
      decidedAt: numberOf(decidedAt),
      observed: textOf(observed) === '' ? null : (JSON.parse(textOf(observed)) as PoolObservation),
    };
  });
  const keyOf = ({ pool, model }: FleetStanding): string => JSON.stringify([pool, model]);
  return standings.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

async function chargesOf({ session, keys }: StoreContext, pool: string): Promise<readonly Charge[]> {
  const services = await session.call((redis) => redis.hgetall(keys.charges(pool)));
  return Object.entries(services).map(([tenant, service]) => ({ tenant, service: Number(service) }));
}
