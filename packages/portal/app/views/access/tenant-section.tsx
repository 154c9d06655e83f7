import type { Tenant } from '@spillway/api-types';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { limitNames } from '../../api/access.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { TenantDialog, type TenantDialogProps } from './tenant-dialog.tsx';

const fresh: TenantDialogProps['subject'] = { id: '', limits: {} };

/** Tenants with limits of their own. */
export function TenantSection(): JSX.Element {
  const loaded = useLoaded('tenants', (signal) => call<Page<Tenant>>('v1/tenants', { query: { limit: 100 }, signal }));
  const [edited, setEdited] = useState<TenantDialogProps['subject']>();
  return (
    <section>
      <div class="section-head">
        <h2>Tenants</h2>
        <button type="button" onClick={() => setEdited(fresh)}>
          Set limits
        </button>
      </div>
      <WhenLoaded loaded={loaded} what="tenants">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No tenant has limits of its own.">Those of the server hold for all.</Empty>
          ) : (
            <TenantTable tenants={data} onEdit={setEdited} />
          )
        }
      </WhenLoaded>
      {edited && <TenantDialog subject={edited} onSet={loaded.reload} onClose={() => setEdited(undefined)} />}
    </section>
  );
}

function TenantTable({
  tenants,
  onEdit,
}: {
  readonly tenants: readonly Tenant[];
  onEdit(tenant: Tenant): void;
}): JSX.Element {
  return (
    <DataTable
      caption="Tenants with limits of their own"
      rows={tenants}
      keyOf={({ id }) => id}
      stacks
      columns={[
        { head: 'Tenant', cell: ({ id }) => id },
        ...limitNames.map((name) => ({
          head: name.replaceAll('_', ' '),
          align: 'end' as const,
          line: true,
          cell: ({ limits }: Tenant) => limitText(limits[name]),
        })),
        {
          head: 'Actions',
          align: 'end',
          cell: (tenant) => (
            <button
              type="button"
              class="quiet"
              aria-label={`Change the limits of ${tenant.id}`}
              onClick={() => onEdit(tenant)}
            >
              Change
            </button>
          ),
        },
      ]}
    />
  );
}

/** Narrow screens leave out those that are not set. */
function limitText(most: number | undefined): ComponentChildren {
  return most === undefined ? <span class="absent">–</span> : countText(most);
}
