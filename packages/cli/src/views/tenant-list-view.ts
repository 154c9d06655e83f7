import type { Tenant } from '@spillway/api-types';
import { formatCount } from '../terminal/amount.ts';
import type { ListView } from './list-view.ts';

export const tenantListView: ListView<Tenant> = {
  columns: [{ title: 'TENANT', least: 8 }, { title: 'LIMITS' }],
  cellsOf: (tenant) => [tenant.id, limitsText(tenant)],
  recordOf: (tenant) => ({ event: 'tenant', ...tenant }),
  none: 'No tenant has limits of its own. Set some with: spillway tenants set TENANT --open-requests N',
};

/** `live batches 20, open requests 1,000,000`. */
export function limitsText({ limits }: Tenant): string {
  const set = Object.entries(limits).map(([name, limit]) => `${name.replaceAll('_', ' ')} ${formatCount(limit)}`);
  return set.length === 0 ? "the server's own" : set.join(', ');
}
