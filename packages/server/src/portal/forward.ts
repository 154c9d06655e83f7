import { proxy } from 'hono/proxy';
import { HttpRefusal } from '../wire/error-body.ts';

/** What the portal asks of a server, and nothing else of it: something between might take a coded `/` or `..` for one. */
const forwarded = /^\/(v1\/(?!.*%(?:2[EeFf]|5[Cc])).*|livez|readyz|openapi\.json)$/;

/** Of a path as a URL has it, without `.` and `..`. */
export function isForwarded(path: string): boolean {
  return forwarded.test(path);
}

/** Hands a request on to the server at `base`, and its answer back as it comes. Throws a refusal where there is none. */
export async function forward(request: Request, base: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await proxy(`${base}${pathname}${search}`, {
      raw: request,
      customFetch: fetchWithout,
      // Followed here, a redirect could take the key elsewhere.
      redirect: 'manual',
      // Who leaves cancels the answer that they read; aborted, it would break off as a failure.
      signal: null,
      strictConnectionProcessing: true,
    });
    answer.headers.delete('set-cookie');
    return answer;
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

/** What is between the browser and here stays here. */
function fetchWithout(request: Request): Promise<Response> {
  for (const name of ['host', 'expect', 'cookie']) request.headers.delete(name);
  return fetch(request);
}
