import assert from 'node:assert/strict';
import type { Store } from '@spillway/core/store';
import { type Law, lawsOf } from '../law.ts';
import type { StoreHarness } from './store-harness.ts';

/** What a store may do without. */
export type OptionalRole = 'access' | 'tenants' | 'results' | 'history' | 'uploads' | 'bulkActions';

/** The role of the store; a store without it breaks the law that asks for it. */
export function roleOf<Role extends OptionalRole>({ store }: StoreHarness, role: Role): NonNullable<Store[Role]> {
  const found = store[role];
  assert.ok(found, `the store has no role '${role}'; a store that means to do without it declares so`);
  return found;
}

/** What stands in the place of the laws of a role that a store declares to do without. */
export function absenceLaws(role: OptionalRole): readonly Law<StoreHarness>[] {
  return lawsOf(role, {
    'a store that declares to do without the role has none': async ({ store }) => {
      assert.equal(store[role], undefined);
    },
  });
}
