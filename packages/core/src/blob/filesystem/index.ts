/**
 * Blobs as files. A put is durable when it resolves, and several processes may share a folder.
 *
 * ```ts
 * import { createFilesystemBlobs } from '@spillway/core/filesystem';
 *
 * await using blobs = await createFilesystemBlobs({ root: './data' });
 * ```
 *
 * @module
 */
export { createFilesystemBlobs, type FilesystemBlobsOptions } from './filesystem-blobs.ts';
