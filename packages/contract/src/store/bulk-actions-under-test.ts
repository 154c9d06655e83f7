import assert from 'node:assert/strict';
import type {
  BulkActionAdvance,
  BulkActionRecord,
  BulkActionRegistry,
  BulkActionStep,
  BulkTarget,
  NewBulkAction,
} from '@spillway/core/store';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

/** Long enough that no hold of these laws lapses unless a law wants it. */
const heldMs = 60_000;

export function newBulkAction({ freshId }: StoreHarness, overrides: Partial<NewBulkAction> = {}): NewBulkAction {
  return {
    id: freshId(),
    tenant: freshId(),
    action: 'cancel',
    filter: { status: ['in_progress'], metadata: { 'a "name"': 'välue' } },
    window: null,
    fingerprint: 'fingerprint',
    counts: { matched: 4, done: 0, skipped: 1, failed: 0 },
    problems: [{ batchId: 'batch_0', code: 'ended', message: 'It has ended.' }],
    targets: targetsOf(3),
    ...overrides,
  };
}

export function targetsOf(count: number): readonly BulkTarget[] {
  return Array.from({ length: count }, (_, index) => ({ batchId: `batch_${index}`, revision: 1 + index, weight: 1 }));
}

/** Progress up to a target, of which each but the skipped one is done. */
export function progressTo(cursor: number, next: BulkActionAdvance['next']): BulkActionAdvance {
  return { cursor, counts: { matched: 4, done: cursor, skipped: 1, failed: 0 }, problems: [], next };
}

/** An action of a law, and the calls that the law makes about it. */
export interface BulkActionUnderTest {
  readonly actions: BulkActionRegistry;
  readonly id: string;
  readonly tenant: string;
  read(): Promise<BulkActionRecord>;
  /** Its step if it is due, taken along with everything else that is. */
  due(leaseMs?: number): Promise<BulkActionStep | undefined>;
  /** Its step, which must be due. */
  take(leaseMs?: number): Promise<BulkActionStep>;
  /** Its targets behind the first `from`. */
  targets(from: number, limit?: number): Promise<readonly BulkTarget[]>;
}

export async function createBulkAction(
  harness: StoreHarness,
  overrides: Partial<NewBulkAction> = {},
): Promise<BulkActionUnderTest> {
  const actions = roleOf(harness, 'bulkActions');
  const { id, tenant } = await actions.create(newBulkAction(harness, overrides));
  const due = async (leaseMs: number = heldMs): Promise<BulkActionStep | undefined> =>
    (await takeDueActions(harness, leaseMs)).find(({ actionId }) => actionId === id);
  return {
    actions,
    id,
    tenant,
    due,
    async read() {
      const record = await actions.get({ tenant, id });
      assert.ok(record, 'the action exists');
      return record;
    },
    async take(leaseMs) {
      const step = await due(leaseMs);
      assert.ok(step, 'the action is due');
      return step;
    },
    targets: (from, limit = 100) => actions.targets({ actionId: id, from, limit }),
  };
}

/** Every action that is due now, taken. */
export async function takeDueActions(harness: StoreHarness, leaseMs: number = heldMs): Promise<BulkActionStep[]> {
  const actions = roleOf(harness, 'bulkActions');
  const taken: BulkActionStep[] = [];
  for (let pages = 0; pages < 500; pages++) {
    const steps = await actions.claimDue({ limit: 3, leaseMs });
    if (steps.length === 0) return taken;
    taken.push(...steps);
  }
  assert.fail('an action that was taken is not due again before its lease ends');
}
