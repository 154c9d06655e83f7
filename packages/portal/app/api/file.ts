export type { FileObject as FileRecord } from '@spillway/api-types';
