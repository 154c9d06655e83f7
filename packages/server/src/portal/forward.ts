import { proxy } from 'hono/proxy';
import { HttpRefusal } from '../wire/error-body.ts';

/** What the portal asks of a server, and nothing else of it. */
const forwarded = /^\/(v1\/.*|livez|readyz|openapi\.json)$/;

export function isForwarded(path: string): boolean {
  return forwarded.test(path);
}

/** Hands a request on to the server at `base`, and its answer back as it comes. Throws a refusal where there is none. */
export async function forward(request: Request, base: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    return await proxy(`${base}${pathname}${search}`, {
      raw: request,
      headers: headersOf(request),
      // Followed here, a redirect could take the key elsewhere.
      redirect: 'manual',
      // Who leaves cancels the answer that they read; aborted, it would break off as a failure.
      signal: null,
      strictConnectionProcessing: true,
    });
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new HttpRefusal(502, {
      message: `The server at ${base} cannot be reached.`,
      type: 'server_error',
      code: 'unreachable',
      cause,
    });
  }
}

/** All but those that are between the browser and here. */
function headersOf({ headers }: Request): Headers {
  const passed = new Headers(headers);
  for (const name of ['host', 'connection', 'expect', 'cookie', 'upgrade']) passed.delete(name);
  return passed;
}
