import type { TenantKey } from './file-registry.ts';

/** How an upload stands. One whose time was over before it was closed is `expired`. */
export type UploadStatus = 'pending' | 'completed' | 'cancelled' | 'expired';

/** A file that comes in parts: the record; the bytes of its parts lie in blob storage. */
export interface UploadRecord {
  readonly id: string;
  readonly tenant: string;
  /** Of the file that it becomes, as are the three below. */
  readonly filename: string;
  readonly purpose: string;
  /** All of them, as they were announced. */
  readonly bytes: number;
  /** How long the file is kept from its creation on; null for ever. */
  readonly fileExpiresInMs: number | null;
  /** Whether the bytes come as one blob that the client puts by itself, instead of in parts. */
  readonly direct: boolean;
  readonly status: UploadStatus;
  /** The parts that were recorded, by time of their recording, then id; none once they were purged. */
  readonly parts: readonly UploadPart[];
  /** The parts that the file is made of, in its order; null unless completed. */
  readonly partIds: readonly string[] | null;
  /** Whether the parts were purged. */
  readonly purged: boolean;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly createdAt: number;
  /** When it expires, or would have. Milliseconds since the epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** An upload to be recorded; the store stamps the times. */
export interface NewUpload
  extends Pick<UploadRecord, 'id' | 'tenant' | 'filename' | 'purpose' | 'bytes' | 'fileExpiresInMs' | 'direct'> {
  readonly expiresInMs: number;
}

/** Some bytes of an upload. */
export interface UploadPart {
  /** Unique within its upload. */
  readonly id: string;
  readonly bytes: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly createdAt: number;
}

/** A part to be recorded; the store stamps the time. */
export interface NewUploadPart extends Omit<UploadPart, 'createdAt'> {
  readonly tenant: string;
  readonly uploadId: string;
}

/** How an upload is to end: as a file of these parts, or as nothing. */
export type UploadClosing = TenantKey &
  ({ readonly as: 'completed'; readonly partIds: readonly string[] } | { readonly as: 'cancelled' });

/**
 * Uploads in parts. An optional role. Each is pending until it is closed or its time is over, whichever comes first; what
 * decides is the store's clock.
 */
export interface UploadRegistry {
  /** Records a pending upload. Atomic. An id that is known throws `conflict`, a replay too. */
  create(upload: NewUpload): Promise<UploadRecord>;
  /** The upload with its parts, closed or expired ones too, until it is forgotten; undefined when there is none. */
  get(key: TenantKey): Promise<UploadRecord | undefined>;
  /**
   * Records a part whose bytes are already durable. Atomic: no part joins an upload that is closed or expired, which is
   * answered `closed`. While it is pending, the same id with the same bytes answers the existing part; with other bytes it
   * throws `conflict`. `absent` when there is no such upload.
   */
  addPart(part: NewUploadPart): Promise<UploadPart | 'closed' | 'absent'>;
  /**
   * Closes a pending upload and answers it. Atomic, and the first to close decides: one that was closed before or has
   * expired is answered as it is, to a replay too. Whether the parts exist is not asked. Undefined when there is no such
   * upload.
   */
  close(closing: UploadClosing): Promise<UploadRecord | undefined>;
  /**
   * For operators: ids of uploads of any tenant that are due to be purged, longest due first. A cancelled one is due at
   * once, one that was never closed from its expiry, and a completed one, which somebody may be making a file of, an hour
   * after it was closed; once purged, each is due again a day after its expiry.
   */
  expired(query: { readonly limit: number }): Promise<readonly string[]>;
  /**
   * Forgets the parts of these uploads, as far as they are not pending, whether they are due or not; and the whole of those
   * that expired a day ago. Not atomic across ids. A replay changes nothing.
   */
  purge(ids: readonly string[]): Promise<void>;
}
