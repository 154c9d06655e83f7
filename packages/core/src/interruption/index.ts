/**
 * Notices that the machine will be taken away, from the metadata services of AWS and Google Cloud, so that a spot worker
 * drains before it dies.
 *
 * @module
 */
export { type AbortOnNoticeOptions, abortOnNotice } from './abort-on-notice.ts';
export { type AwsNoticesOptions, awsNotices } from './aws-notices.ts';
export { type GcpNoticesOptions, gcpNotices } from './gcp-notices.ts';
export type { InterruptionNotices, MetadataOptions, Notice } from './notices.ts';
