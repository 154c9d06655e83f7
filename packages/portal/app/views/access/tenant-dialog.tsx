import type { Tenant } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { limitNames } from '../../api/access.ts';
import { call } from '../../api/call.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { TextField } from '../../parts/field.tsx';

export interface TenantDialogProps {
  /** With an empty id for one that has no limits yet. */
  readonly subject: Pick<Tenant, 'id' | 'limits'>;
  onSet(): void;
  onClose(): void;
}

/** Sets the limits of a tenant, all at once. */
export function TenantDialog({ subject, onSet, onClose }: TenantDialogProps): JSX.Element {
  const [id, setId] = useState(subject.id);
  const [limits, setLimits] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(Object.entries(subject.limits).map(([name, limit]) => [name, String(limit)])),
  );
  const act = async (): Promise<void> => {
    const given = Object.entries(limits).filter(([, limit]) => limit !== '');
    const body = { limits: Object.fromEntries(given.map(([name, limit]) => [name, Number(limit)])) };
    await call(`v1/tenants/${encodeURIComponent(id)}`, { method: 'POST', body });
    announce(`The limits of ${id} are set.`);
    onSet();
  };
  return (
    <ConfirmDialog title="Limits of a tenant" verb="Set the limits" act={act} onClose={onClose}>
      <p class="hint">What stays empty is as the server has it for all.</p>
      <TextField label="Tenant" value={id} onInput={setId} pattern="[\w.@\-]{1,64}" required />
      <div class="fields">
        {limitNames.map((name) => (
          <TextField
            key={name}
            label={name.replaceAll('_', ' ')}
            type="number"
            min={name === 'calls_per_minute' ? 1 : 0}
            value={limits[name] ?? ''}
            onInput={(limit) => setLimits({ ...limits, [name]: limit })}
          />
        ))}
      </div>
    </ConfirmDialog>
  );
}
