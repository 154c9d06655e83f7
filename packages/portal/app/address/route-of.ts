/** What stands behind the `#` of the address: `#/batches/batch_1/requests?status=failed`. */
export interface Route {
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Parameters of an address; those that are undefined or empty are left out. */
export type AddressQuery = Readonly<Record<string, string | number | undefined>>;

export function routeOf(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const segments = path.split('/').filter(Boolean).map(decoded);
  return { segments, query: Object.fromEntries(new URLSearchParams(search)) };
}

export function addressOf(segments: readonly string[], query: AddressQuery = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `#/${segments.map(encodeURIComponent).join('/')}${given.length > 0 ? `?${search}` : ''}`;
}

/** Somebody may have typed it. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
