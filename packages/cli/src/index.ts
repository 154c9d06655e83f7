export { type CommandProcess, runCommandLine } from './command-line.ts';
export { type ExitCode, exitCodes } from './exit-code.ts';
export type { TextStream } from './terminal/output.ts';
