export type { DeadLetterGroup, DeadLetterGroups } from '@spillway/api-types';
