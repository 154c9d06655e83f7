import type { JSX } from 'preact';
import { TextField } from '../../parts/field.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { actFor, apiKey, caller, isOperator, signOut, tenant } from '../../session/session.ts';

/** Whose key it is, what it may do, and for whom an operator acts. */
export function Whoami(): JSX.Element | null {
  const known = caller.value;
  if (!known) return null;
  const { scopes, user, key_id: keyId, key_name: keyName } = known;
  return (
    <section class="whoami" aria-label="Your access">
      <p>
        <strong>{tenant.value ?? known.tenant}</strong>
        {user !== null && ` · ${user}`}
      </p>
      <p class="hint">
        {keyNote(keyId, keyName)} · {scopes.join(', ')}
      </p>
      {isOperator.value && <TenantChoice own={known.tenant} />}
      {apiKey.value !== null && (
        <button type="button" class="quiet" onClick={() => signOut()}>
          Log out
        </button>
      )}
    </section>
  );
}

function keyNote(id: string | null, name: string | null): string {
  if (id === null) return 'No key is asked for';
  return id === 'operator' ? "The server's own key" : `Key ${name ?? id}`;
}

function TenantChoice({ own }: { readonly own: string }): JSX.Element {
  const [name, setName] = useDraft(tenant.value ?? own);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    actFor(name === own || name === '' ? null : name);
  };
  return (
    <details>
      <summary>Switch tenant</summary>
      <form class="tenant-choice" onSubmit={submit}>
        <TextField label="Tenant" value={name} onInput={setName} pattern="[\w.@\-]{1,64}" />
        <button type="submit">Switch</button>
      </form>
    </details>
  );
}
