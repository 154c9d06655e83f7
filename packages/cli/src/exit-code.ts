/** What the command answers to its caller. Fixed: scripts decide by it. */
export const exitCodes = {
  /** It did what was asked; every request was answered. */
  ok: 0,
  /** It could not run. */
  refused: 1,
  /** It ran to the end, and some requests were not answered. */
  someFailed: 2,
  /** It was stopped before the end. */
  interrupted: 130,
} as const;

/** See {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
