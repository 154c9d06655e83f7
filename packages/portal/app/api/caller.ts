import type { Caller as KnownCaller } from '@spillway/api-types';

/** Whose key it is. An older server says nothing of the limits. */
export type Caller = Omit<KnownCaller, 'limits'> & Partial<Pick<KnownCaller, 'limits'>>;
