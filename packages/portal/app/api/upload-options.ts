export interface UploadOptions {
  readonly file: File;
  readonly signal: AbortSignal;
  /** Told of the share that is sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Around the bytes of a file there are some of the form. */
export function shareOf(bytes: number, { size }: Blob): number {
  return size === 0 ? 0 : Math.min(1, bytes / size);
}
