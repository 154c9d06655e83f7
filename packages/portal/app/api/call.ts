import { apiKey, signOut, tenant } from '../session/session.ts';
import { leadsDown } from './leads-down.ts';
import { Refusal, refusalOf, unreachable } from './refusal.ts';

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Goes on when the page is closed. */
  readonly keepalive?: boolean;
  /** Instead of the session's: for a key that is being tried. */
  readonly key?: string | null;
}

const base = document.querySelector<HTMLMetaElement>('meta[name="spillway-api"]')?.content ?? '../';

/** Where a path of the API is. Throws a `Refusal` when it has an id that would lead elsewhere. */
export function apiUrl(path: string, query: CallOptions['query'] = {}): URL {
  if (!leadsDown(path)) throw new Refusal(404, { message: 'The address names nothing: that is no id.' });
  const url = new URL(`${base}${path}`, document.baseURI);
  url.hash = '';
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url;
}

/** What every call carries. */
export function accessHeaders(key: string | null = apiKey.value): Record<string, string> {
  return {
    ...(key !== null && { authorization: `Bearer ${key}` }),
    ...(tenant.value !== null && { 'spillway-tenant': tenant.value }),
  };
}

/** The answer, whose status is 2xx. Throws a `Refusal`; a key that is no longer good ends the session. */
export async function open(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', query, body, headers, signal, keepalive = false, key } = options;
  const response = await fetch(apiUrl(path, query), {
    method,
    headers: {
      ...accessHeaders(key === undefined ? apiKey.value : key),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
    keepalive,
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable();
  });
  if (response.ok) return response;
  const refusal = refusalOf(response.status, await response.text(), (name) => response.headers.get(name));
  if (refusal.status === 401 && key === undefined) signOut('The key is no longer accepted. Log in again.');
  throw refusal;
}

/** The JSON of the answer. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await open(path, options);
  return (await response.json().catch(() => {
    throw new Refusal(response.status, { message: 'The answer is not JSON. Is this a Spillway server?' });
  })) as Answer;
}
