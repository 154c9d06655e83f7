import type { BlobKind } from './trial-blobs.ts';
import type { StoreKind } from './trial-store.ts';

/** Where a deployment of a trial keeps its state and its bytes. */
export interface Places {
  readonly store: StoreKind;
  readonly blobs: BlobKind;
}

/** For a page: `PostgreSQL and a folder`. */
export function placeNames({ store, blobs }: Places): string {
  const database = { postgres: 'PostgreSQL', redis: 'Redis with `appendfsync always`' }[store];
  return `${database} and ${{ file: 'a folder of files', s3: 'a bucket of Ceph' }[blobs]}`;
}

/** The page of a trial: each mix has its own, the first one the plain name. */
export function pageOf(name: string, { store, blobs }: Places): string {
  const mix = store === 'postgres' && blobs === 'file' ? '' : `-${store}-${blobs}`;
  return `docs/trials/${name}${mix}.md`;
}

/** The servers that must be installed for it. */
export function servicesOf({ store, blobs }: Places): readonly string[] {
  return [...(store === 'redis' ? ['redis'] : []), ...(blobs === 's3' ? ['ceph'] : [])];
}
