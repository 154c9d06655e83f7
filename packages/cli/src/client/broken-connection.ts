import { SpillwayError } from '@spillway/core';
import type { ServerAddress } from './server-address.ts';

/** The error that tells of a connection which could not be made, or broke. */
export function brokenConnection(error: unknown, { url, assumed }: ServerAddress): SpillwayError {
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') {
    const hint = assumed
      ? 'Start spillway dev in another terminal, or name a server with SPILLWAY_URL (or --url).'
      : 'Check that the server runs, and --url or SPILLWAY_URL.';
    return unavailable(`Nothing answers at ${url}.`, hint, error);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unavailable(`The host ${new URL(url).hostname} is not known here.`, 'Check --url or SPILLWAY_URL.', error);
  }
  const why = code ?? (error instanceof Error ? error.message : String(error));
  return unavailable(
    `The connection to ${url} broke (${why}).`,
    'Try again; nothing says that the server saw it.',
    error,
  );
}

/** Fetch says "fetch failed", and why in the cause; of several addresses that were tried, in the first error. */
function systemCodeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; depth++) {
    const { code, errors } = at as Error & { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string') return code;
    at = errors?.[0] ?? at.cause;
  }
  return undefined;
}

function unavailable(message: string, hint: string, cause: unknown): SpillwayError {
  return new SpillwayError(message, { code: 'unavailable', hint, cause });
}
