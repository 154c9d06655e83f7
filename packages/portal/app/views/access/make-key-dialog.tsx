import type { Scope } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../api/call.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { caller, tenant } from '../../session/session.ts';

export interface MakeKeyDialogProps {
  onMade(): void;
  onClose(): void;
}

const kinds: readonly (readonly [scopes: string, shown: string])[] = [
  ['read', 'reads'],
  ['read,write', 'reads and writes'],
  ['operator', 'operator: everything, for every tenant'],
];
const lives: readonly (readonly [seconds: string, shown: string])[] = [
  ['', 'never'],
  ['86400', 'in a day'],
  ['2592000', 'in 30 days'],
  ['31536000', 'in a year'],
];

/** Makes a key, and shows its secret this once. */
export function MakeKeyDialog({ onMade, onClose }: MakeKeyDialogProps): JSX.Element {
  const [secret, setSecret] = useState<string>();
  const [order, setOrder] = useState({
    name: '',
    tenant: tenant.value ?? caller.value?.tenant ?? '',
    scopes: 'read,write',
    life: '',
  });
  if (secret !== undefined) return <Made secret={secret} onClose={onClose} />;
  const act = async (): Promise<void> => {
    const made = await call<{ readonly secret: string }>('v1/keys', { method: 'POST', body: bodyOf(order) });
    setSecret(made.secret);
  };
  return (
    <ConfirmDialog title="Make a key" verb="Make the key" act={act} onDone={onMade} onClose={onClose}>
      <TextField
        label="Name"
        value={order.name}
        onInput={(name) => setOrder({ ...order, name })}
        required
        hint="Where it is used, to tell it from others."
      />
      <TextField
        label="Tenant"
        value={order.tenant}
        onInput={(name) => setOrder({ ...order, tenant: name })}
        pattern="[\w.@\-]{1,64}"
        required
      />
      <SelectField
        label="It may"
        value={order.scopes}
        options={kinds}
        onInput={(scopes) => setOrder({ ...order, scopes })}
      />
      <SelectField
        label="It expires"
        value={order.life}
        options={lives}
        onInput={(life) => setOrder({ ...order, life })}
      />
    </ConfirmDialog>
  );
}

function bodyOf({
  name,
  tenant: owner,
  scopes,
  life,
}: {
  readonly name: string;
  readonly tenant: string;
  readonly scopes: string;
  readonly life: string;
}): object {
  return {
    name,
    tenant: owner,
    scopes: scopes.split(',') as Scope[],
    ...(life !== '' && { expires_after: { anchor: 'created_at', seconds: Number(life) } }),
  };
}

function Made({ secret, onClose }: { readonly secret: string; onClose(): void }): JSX.Element {
  return (
    <Dialog title="The key" onClose={onClose}>
      <p>It is shown this once and kept nowhere. Hand it over now.</p>
      <p>
        <code class="breakable">{secret}</code> <CopyButton text={secret} what="the key" />
      </p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
