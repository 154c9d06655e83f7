import type { BlobSource, SignedRequest } from '../blob/index.ts';
import type { FileRecord, UploadPart, UploadRecord } from '../store/index.ts';

/**
 * Files that come in parts, or past this process. `tenant` is `defaultTenant` when left out; of another tenant nothing
 * exists. On a store that takes none, every method throws `invalid_argument`.
 */
export interface SpillwayUploads {
  /**
   * Begins an upload, which is open for an hour. Throws `invalid_argument` with `param` for a name, purpose or size that no
   * file can have, `too_large` beyond `limits.uploadBytes`.
   */
  create(order: UploadOrder): Promise<Upload>;
  /** The upload; undefined when there is none, or it ended more than a day ago. */
  get(key: UploadKey): Promise<Upload | undefined>;
  /**
   * Stores a part: bytes first, then the record. In parallel, if the caller likes. Flat memory. Undefined when there is no
   * such upload; throws `too_large` beyond 64 MiB, and `conflict` when the upload is not pending or has more parts or bytes
   * already than it can need.
   */
  addPart(
    part: UploadKey & { readonly source: BlobSource; readonly signal?: AbortSignal },
  ): Promise<UploadPart | undefined>;
  /**
   * Makes a file of the parts. A replay with the same parts answers the same file; with others it throws `conflict`, as it
   * does once the upload was cancelled or has expired. Throws `invalid_argument` with `param` for parts that are unknown,
   * come twice, or have not the announced bytes in all, and for an MD5 that is not theirs; then the upload stays pending.
   * Undefined when there is no such upload. Once begun it goes on, though the signal aborts: who asks again joins it.
   */
  complete(completion: UploadCompletion): Promise<Upload | undefined>;
  /** Drops an upload with all its parts; a replay answers the same. Throws `conflict` when it was completed or has expired. */
  cancel(key: UploadKey): Promise<Upload | undefined>;
}

/** Names an upload. */
export interface UploadKey {
  readonly tenant?: string;
  readonly id: string;
}

/** A file that is to come in parts. */
export interface UploadOrder {
  readonly tenant?: string;
  readonly filename: string;
  /** `batch` by default. */
  readonly purpose?: string;
  /** How many bytes the parts will have in all; at least 1. */
  readonly bytes: number;
  /** How long the file is kept from its completion on; as long as files of its purpose by default, null for ever. */
  readonly expiresInMs?: number | null;
  /** Asks for a request by which the client itself puts the whole content into blob storage. */
  readonly direct?: boolean;
}

/** What a file is to be made of. */
export interface UploadCompletion extends UploadKey {
  /** In the order of the file. None: of what the client put into blob storage by itself. */
  readonly partIds: readonly string[];
  /** MD5 of the whole content, hexadecimal. The content is read once to compare it, and its SHA-256 becomes known. */
  readonly md5?: string;
  readonly signal?: AbortSignal;
}

/** An upload, as the API tells of it. */
export interface Upload
  extends Pick<
    UploadRecord,
    'id' | 'tenant' | 'filename' | 'purpose' | 'bytes' | 'status' | 'createdAt' | 'expiresAt'
  > {
  /** What it became; null unless completed, and when the file is gone. */
  readonly file: FileRecord | null;
  /** Puts the whole content, while the upload is pending; null unless it was asked for and the blob storage can do it. */
  readonly direct: SignedRequest | null;
}
