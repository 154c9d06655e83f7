import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from './api/call.ts';
import type { Caller } from './api/caller.ts';
import { Refusal } from './api/refusal.ts';
import { Announcement } from './parts/announcement.tsx';
import { Failure } from './parts/failure.tsx';
import { Loading } from './parts/quiet.tsx';
import { apiKey, caller, signIn, signOut } from './session/session.ts';
import { Frame } from './views/frame/frame.tsx';
import { Login } from './views/login/login.tsx';

/** The whole of it: the login, or the frame with a view. */
export function Portal(): JSX.Element {
  return (
    <>
      <Inside />
      <Announcement />
    </>
  );
}

function Inside(): JSX.Element {
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const begin = (): void => {
    setFailure(undefined);
    void whoAmI().then(
      () => setAsked(true),
      (reason: unknown) => setFailure(reason),
    );
  };
  useEffect(begin, []);
  if (failure !== undefined)
    return (
      <main class="alone">
        <Failure failure={failure} retry={begin} />
      </main>
    );
  if (!asked)
    return (
      <main class="alone">
        <Loading what="the portal" />
      </main>
    );
  return caller.value ? <Frame /> : <Login />;
}

/** Tries the key of the tab, or none: a server without keys lets everybody in. */
async function whoAmI(): Promise<void> {
  const key = apiKey.peek();
  try {
    signIn(key, await call<Caller>('v1/caller', { key }));
  } catch (failure) {
    if (!(failure instanceof Refusal) || ![401, 403].includes(failure.status)) throw failure;
    signOut(key === null ? undefined : 'The key is no longer accepted. Log in again.');
  }
}
