export { SpillwayError, type SpillwayErrorCode, type SpillwayErrorOptions } from './spillway-error.ts';
