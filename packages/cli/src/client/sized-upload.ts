import type { Randomness } from '@spillway/core';
import type { ApiClient } from './api-client.ts';
import type { FoundFile } from './file-slice.ts';

/** A file that is about to be sent. */
export interface UploadFileOptions {
  readonly api: ApiClient;
  readonly randomness: Randomness;
  readonly path: string;
  /** `batch` for the input of one. */
  readonly purpose: string;
  /** How long the server keeps it; its own default when left out. */
  readonly expiresInMs?: number | undefined;
  /** Whether the server is to know the digest of the content, so that the file is found by it. */
  readonly identified?: boolean;
  /** Files of so many bytes go in parts, or to blob storage directly, as far as the server takes that; 64 MB by default. */
  readonly largeBytes?: number;
  /** Of each part, where it goes in parts; 32 MiB by default. */
  readonly partBytes?: number;
  /** Told how much has been sent; less than before when some of it has to be sent again. */
  readonly onSent?: (bytes: number, total: number) => void;
}

/** The same, of a file that may not change meanwhile. */
export interface SizedUpload extends UploadFileOptions, FoundFile {}
