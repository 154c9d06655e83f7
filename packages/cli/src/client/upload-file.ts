import { stat } from 'node:fs/promises';
import type { UploadFileOptions } from './sized-upload.ts';
import { uploadLarge } from './upload-large.ts';
import { uploadWhole } from './upload-whole.ts';
import type { WireFile } from './wire-file.ts';

/**
 * Uploads a file from disk in constant memory. Sent twice after a broken connection, it may leave a file behind that
 * nobody asks for, which expires by itself.
 */
export async function uploadFile(options: UploadFileOptions): Promise<WireFile> {
  const { path, largeBytes = 64e6 } = options;
  const { size, mtimeMs } = await stat(path);
  const upload = { ...options, bytes: size, modifiedMs: mtimeMs };
  const file = upload.bytes > 0 && upload.bytes >= largeBytes ? await uploadLarge(upload) : undefined;
  return file ?? uploadWhole(upload);
}
