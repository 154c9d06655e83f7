import { SpillwayError } from '@spillway/core';

/** The origins as browsers write them. Throws `invalid_argument` for what is none. */
export function storageOriginsOf(given: readonly string[]): readonly string[] {
  return [...new Set(given.map(originOf))];
}

/** URLs allow hosts with `;`, `*` or a quotation mark, which would change what else a policy or the page says. */
const host = /^(?:[\w.-]+|\[[\da-f:.]+\])$/;

function originOf(text: string): string {
  const url = URL.parse(text);
  const isOrigin = url?.origin === text.replace(/\/$/, '').toLowerCase();
  if (url && isOrigin && /^https?:$/.test(url.protocol) && host.test(url.hostname)) return url.origin;
  throw new SpillwayError(`"${text}" is no origin that the portal could put files to.`, {
    code: 'invalid_argument',
    param: 'portal.storageOrigins',
    hint: 'Write the scheme, the host and the port if it has one, for instance https://s3.example.com.',
  });
}
