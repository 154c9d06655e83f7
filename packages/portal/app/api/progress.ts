export type { BatchProgress as Progress } from '@spillway/api-types';
