export type { BatchReport } from '@spillway/api-types';
