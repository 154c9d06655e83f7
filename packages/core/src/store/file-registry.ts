/** Uploaded or produced bytes: the record; the bytes lie in blob storage under `blob`. */
export interface FileRecord {
  readonly id: string;
  readonly tenant: string;
  /** `batch` for inputs, `batch_output` for produced files; other purposes are kept but never read. */
  readonly purpose: string;
  readonly filename: string;
  readonly bytes: number;
  /** SHA-256 of the content, lower-case hexadecimal; null where nobody has read the bytes in their order. */
  readonly sha256: string | null;
  /** Key of the content in blob storage. */
  readonly blob: string;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly createdAt: number;
  /** Milliseconds since the epoch, or null for never. */
  readonly expiresAt: number | null;
}

/** A file to be recorded; the store stamps the times. */
export interface NewFile extends Omit<FileRecord, 'createdAt' | 'expiresAt'> {
  readonly expiresInMs: number | null;
}

/** Which files to list. */
export interface FileQuery {
  readonly tenant: string;
  readonly purpose?: string;
  /** The id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
  /** By creation, then id. */
  readonly order: 'asc' | 'desc';
}

/** Some files of a tenant, in the order that was asked for. */
export interface FilePage {
  readonly files: readonly FileRecord[];
  readonly hasMore: boolean;
}

/** Names one record of one tenant. A record of another tenant is answered like one that does not exist. */
export interface TenantKey {
  readonly tenant: string;
  readonly id: string;
}

/**
 * The records of files. A file is invisible from the moment of its expiry or removal; its record stays, for
 * operators, until its bytes are gone.
 */
export interface FileRegistry {
  /**
   * Records a file whose bytes are already durable. Atomic. The same id with the same tenant, purpose, bytes and
   * digest answers the existing record (whose `blob` may differ); other content throws `conflict`.
   */
  create(file: NewFile): Promise<FileRecord>;
  /** The visible file, or undefined. */
  get(key: TenantKey): Promise<FileRecord | undefined>;
  /**
   * A page of the tenant's visible files. An unknown `after` answers an empty page; one that became invisible is a
   * place to go on from until it is purged, so that a reader may remove files while it pages.
   */
  list(query: FileQuery): Promise<FilePage>;
  /**
   * Makes the file invisible at once and due for `expired`. A replay answers `absent`. Refused as `in_use` while a
   * validating, in-progress or finalizing batch of the tenant names it as its input.
   */
  remove(key: TenantKey): Promise<'removed' | 'absent' | 'in_use'>;
  /**
   * For operators: the records of these ids, whosever they are, invisible ones too, each once and in no promised order;
   * those that were purged or never made are left out.
   */
  known(ids: readonly string[]): Promise<readonly FileRecord[]>;
  /**
   * For operators: files of any tenant whose bytes should go, since they were invisible for `goneForMs` (0 by default) or
   * longer; longest invisible first; none that a live batch reads.
   */
  expired(query: { readonly limit: number; readonly goneForMs?: number }): Promise<readonly FileRecord[]>;
  /** For operators: forgets the records of these ids, as far as they are invisible. A replay changes nothing. */
  purge(ids: readonly string[]): Promise<void>;
}
