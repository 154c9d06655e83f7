export { createFilesystemBlobs, type FilesystemBlobsOptions } from './filesystem-blobs.ts';
