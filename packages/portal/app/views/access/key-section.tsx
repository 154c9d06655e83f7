import type { Key } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { Since } from '../../parts/when.tsx';
import { MakeKeyDialog } from './make-key-dialog.tsx';

/** The keys of all tenants. */
export function KeySection(): JSX.Element {
  const { after } = route.value.query;
  const loaded = useLoaded(`keys ${after}`, (signal) =>
    call<Page<Key>>('v1/keys', { query: { after, limit: 50 }, signal }),
  );
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  return (
    <section>
      <div class="section-head">
        <h2>Keys</h2>
        <button type="button" onClick={() => setMaking(true)}>
          Make a key
        </button>
      </div>
      <WhenLoaded loaded={loaded} what="keys">
        {(page) => (
          <>
            {page.data.length === 0 ? (
              <Empty title="No keys but the operator's own." />
            ) : (
              <KeyTable keys={page.data} onRevoke={setRevoking} />
            )}
            <Pager page={page} isLater={after !== undefined} addressOf={(id) => addressOf(['access'], { after: id })} />
          </>
        )}
      </WhenLoaded>
      {making && <MakeKeyDialog onMade={loaded.reload} onClose={() => setMaking(false)} />}
      {revoking && <RevokeDialog subject={revoking} onRevoked={loaded.reload} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}

function KeyTable({ keys, onRevoke }: { readonly keys: readonly Key[]; onRevoke(key: Key): void }): JSX.Element {
  return (
    <DataTable
      caption="Keys, newest first"
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        { head: 'Name', cell: ({ name }) => name },
        { head: 'Tenant', cell: ({ tenant, user }) => (user === null ? tenant : `${tenant} · ${user}`) },
        { head: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
        { head: 'Ends in', wide: true, cell: ({ hint }) => <code>…{hint}</code> },
        { head: 'Made', wide: true, cell: ({ created_at: at }) => <Since at={at} /> },
        { head: 'Expires', wide: true, cell: ({ expires_at: at }) => (at === null ? 'never' : <Since at={at} />) },
        {
          head: 'Actions',
          align: 'end',
          cell: (key) => (
            <button type="button" class="quiet" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
              Revoke
            </button>
          ),
        },
      ]}
    />
  );
}

interface RevokeDialogProps {
  readonly subject: Key;
  onRevoked(): void;
  onClose(): void;
}

function RevokeDialog({ subject: { id, name, tenant }, onRevoked, onClose }: RevokeDialogProps): JSX.Element {
  const act = async (): Promise<void> => {
    await call(`v1/keys/${id}`, { method: 'DELETE' });
    announce(`Revoked ${name}.`);
    onRevoked();
  };
  return (
    <ConfirmDialog title="Revoke this key?" verb="Revoke the key" tone="bad" act={act} onClose={onClose}>
      <p>
        Whoever uses <strong>{name}</strong> of {tenant} is refused from now on, for ever.
      </p>
    </ConfirmDialog>
  );
}
