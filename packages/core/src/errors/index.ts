/**
 * What Spillway throws. Ask with `SpillwayError.is(error, code)`, which holds across duplicate copies of the package, where
 * `instanceof` would not.
 *
 * @module
 */
export { SpillwayError, type SpillwayErrorCode, type SpillwayErrorOptions } from './spillway-error.ts';
