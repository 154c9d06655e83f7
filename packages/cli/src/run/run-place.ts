import { type BlobPlace, blobPlace } from '../assembly/open-blobs.ts';

/** Where a run keeps what it records, as its call says: without passwords, and null where the data folder has it. */
export interface RunPlace {
  readonly database: string | null;
  readonly blobs: string | null;
}

export interface RunPlaceOptions {
  readonly 'database-url': string | undefined;
  readonly blobs: string | undefined;
}

/** Throws `invalid_argument` for blobs that nobody can find. */
export function runPlace({ 'database-url': url, blobs }: RunPlaceOptions): RunPlace {
  return {
    database: url?.replace(/\/\/[^/]*@/, '//').replace(/\?.*/, '') ?? null,
    blobs: blobs === undefined ? null : wordsOf(blobPlace(blobs)),
  };
}

/** Another service behind the same name is another place. */
function wordsOf(place: BlobPlace): string {
  return place.kind === 'bucket' ? place.url : place.root;
}

/** Whether it lies where others, on other machines too, may have runs of their own. */
export function isShared({ database, blobs }: RunPlace): boolean {
  return database !== null || blobs !== null;
}

export function isSamePlace(one: RunPlace, other: RunPlace): boolean {
  return one.database === other.database && one.blobs === other.blobs;
}
