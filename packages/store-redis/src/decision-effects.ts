import type { FleetDecision } from '@spillway/core/store';
import type { StoreContext } from './context.ts';

/** What a decision means for batches: kept beside the tick until it reached them, since each lies in a slot of its own. */
interface Effects {
  readonly fence: number;
  readonly ofBatches: Readonly<Record<string, BatchEffects>>;
}

interface BatchEffects {
  readonly permissions: string[];
  readonly recalls: string[];
  readonly events: string[];
}

/** The effects as text; empty when there are none. */
export function effectsOf(fence: number, { pools, recalls, events }: FleetDecision): string {
  const ofBatches: Record<string, BatchEffects> = {};
  const on = (batchId: string): BatchEffects => {
    ofBatches[batchId] ??= { permissions: [], recalls: [], events: [] };
    return ofBatches[batchId];
  };
  for (const { pool, permissions } of pools) {
    for (const { batchId, permission } of permissions) on(batchId).permissions.push(pool, permission);
  }
  for (const { batchId, pool } of recalls) on(batchId).recalls.push(pool);
  for (const { batchId, event } of events) on(batchId).events.push(event.kind, event.text);
  return Object.keys(ofBatches).length === 0 ? '' : JSON.stringify({ fence, ofBatches });
}

/** Brings the effects to their batches, each of which takes those of one decision once. */
export async function applyEffects({ session, keys, now }: StoreContext, model: string, text: string): Promise<void> {
  if (text === '') return;
  const { fence, ofBatches } = JSON.parse(text) as Effects;
  await Promise.all(
    Object.entries(ofBatches).map(([batchId, { permissions, recalls, events }]) => {
      const counts = [permissions.length / 2, recalls.length, events.length / 2];
      const values = [now(), model, fence, ...counts, ...permissions, ...recalls, ...events];
      return session.run('apply-decision', [keys.batch(batchId)], values);
    }),
  );
  await session.run('effects-done', [keys.ticks], [model, text]);
}
