import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/call.ts';
import type { Caller } from '../../api/caller.ts';
import { Refusal } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { TextField } from '../../parts/field.tsx';
import { dismissal, signIn } from '../../session/session.ts';

/** Asks for a key. */
export function Login(): JSX.Element {
  const [key, setKey] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    document.title = 'Log in · Spillway';
    // Also behind a log-out, when browsers no longer heed autofocus.
    document.querySelector<HTMLElement>('.login input')?.focus();
  }, []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    await tryKey(key.trim()).catch(setFailure);
    setAsking(false);
  };
  return (
    <main class="alone">
      <form class="login" onSubmit={submit}>
        <h1>Spillway</h1>
        {dismissal.value !== undefined && <p role="status">{dismissal.value}</p>}
        <TextField
          label="API key"
          type="password"
          value={key}
          onInput={setKey}
          required
          autoComplete="off"
          placeholder="sk-spillway-…"
          hint={
            <>
              It stays in this tab and is gone with it. <code>spillway dev</code> shows its key when it starts;
              operators make more with <code>spillway keys create</code>.
            </>
          }
        />
        {failure !== undefined && <Failure failure={failure} />}
        <button type="submit" class="primary" disabled={asking}>
          {asking ? 'Logging in …' : 'Log in'}
        </button>
      </form>
    </main>
  );
}

async function tryKey(key: string): Promise<void> {
  // What no header can carry is no key.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new Refusal(0, { message: 'That is no key: it has spaces or special characters.' });
  signIn(key, await call<Caller>('v1/caller', { key }));
}
