/**
 * The `spillway` command as a function, for programs that bring their own streams and environment.
 *
 * @module
 */
export { type CommandProcess, runCommandLine } from './command-line.ts';
export { type ExitCode, exitCodes } from './exit-code.ts';
export type { TextStream } from './terminal/output.ts';
