export type { DeadLetterRequeue as Requeue } from '@spillway/api-types';
