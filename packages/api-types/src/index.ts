/**
 * The objects of the API, as it answers them. Instants are in whole seconds since the epoch and end in `_at`; other units stand
 * last in the name. A field without a value is null, never absent.
 *
 * @module
 */
export type { List } from './list.ts';
export type { Throughput, Worker, WorkerEngine } from './worker.ts';
