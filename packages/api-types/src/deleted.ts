/** What says that something is gone. */
export interface Deleted<Kind extends 'file' | 'key' = 'file' | 'key'> {
  readonly id: string;
  readonly object: Kind;
  readonly deleted: true;
}
