/**
 * The blob storage of Spillway on S3 and services compatible with it.
 *
 * @module
 */
export { createS3Blobs } from './create-s3-blobs.ts';
export type { LifecycleOptions } from './lifecycle.ts';
export { parseS3Url } from './parse-s3-url.ts';
export type { Randomness } from './randomness.ts';
export type { S3Blobs } from './s3-blobs.ts';
export type { S3BlobsOptions, S3Credentials } from './s3-blobs-options.ts';
export type { S3Capabilities } from './s3-capabilities.ts';
