import { SpillwayError } from '@spillway/core';
import { findKey, isLoopback } from '../assembly/api-key.ts';
import { dataFolder } from '../assembly/data-folder.ts';
import type { FlagValues } from '../flags/flag.ts';
import type { serverFlags } from './server-flags.ts';

/** Where a server is, and with which key it is asked. */
export interface ServerAddress {
  /** Without a slash at its end, and without `/v1`. */
  readonly url: string;
  /** Whether nobody named it, so that it is the `dev` of this machine. */
  readonly assumed: boolean;
  readonly key: string | undefined;
  readonly keyFrom: 'given' | 'kept' | 'none';
  /** Where `dev` keeps its key; only a server on this machine is shown it. */
  readonly keyPath: string;
}

export async function serverAddress(
  flags: FlagValues<typeof serverFlags>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ServerAddress> {
  const given = flags['api-key'];
  const url = flags.url === undefined ? localUrl(env) : serverUrl(flags.url);
  const { apiKey: keyPath } = dataFolder(flags['data-dir']);
  const place = { url, assumed: flags.url === undefined, keyPath };
  if (given !== undefined) return { ...place, key: given, keyFrom: 'given' };
  const kept = isLoopback(hostOf(url)) ? await findKey(keyPath) : undefined;
  return { ...place, key: kept, keyFrom: kept === undefined ? 'none' : 'kept' };
}

/** The port is that which `dev` would take in this shell. */
export function localUrl({ SPILLWAY_PORT: port }: Readonly<Record<string, string | undefined>>): string {
  return `http://127.0.0.1:${port !== undefined && /^[1-9]\d{0,4}$/.test(port) ? port : '8787'}`;
}

/** Takes a base URL as OpenAI's clients write it, too. */
export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new SpillwayError(`"${text}" is no URL of a server.`, {
      code: 'invalid_argument',
      param: '--url',
      hint: 'Write it like https://spillway.example or http://127.0.0.1:8787 (--url or SPILLWAY_URL).',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`;
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
