import { SpillwayError } from '@spillway/core';

/** The origins as browsers write them. Throws `invalid_argument` for what is none. */
export function storageOriginsOf(given: readonly string[]): readonly string[] {
  return [...new Set(given.map(originOf))];
}

/** A wrong word in a content security policy would change what else it says. */
function originOf(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '').toLowerCase()) return url.origin;
  throw new SpillwayError(`"${text}" is no origin that the portal could put files to.`, {
    code: 'invalid_argument',
    param: 'portal.storageOrigins',
    hint: 'Write the scheme, the host and the port if it has one, for instance https://s3.example.com.',
  });
}
