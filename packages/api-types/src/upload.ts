import type { FileObject, FilePurpose } from './file-object.ts';
import type { SignedRequest } from './signed-request.ts';

/** OpenAI's upload; `direct` is Spillway's own. */
export interface Upload {
  readonly id: string;
  readonly object: 'upload';
  readonly bytes: number;
  readonly created_at: number;
  readonly filename: string;
  readonly purpose: FilePurpose;
  readonly status: 'pending' | 'completed' | 'cancelled' | 'expired';
  readonly expires_at: number;
  /** Once it is completed. */
  readonly file: FileObject | null;
  /** Puts the whole content into blob storage while the upload is pending, if asked for. */
  readonly direct: SignedRequest | null;
}

/** OpenAI's part of an upload. */
export interface UploadPart {
  readonly id: string;
  readonly object: 'upload.part';
  readonly created_at: number;
  readonly upload_id: string;
}
