/** Exit codes of the verbs that run until they are stopped. */
export const untilStopped: readonly (readonly [code: number, means: string])[] = [
  [0, 'stopped by SIGTERM or Ctrl-C, and drained'],
  [1, 'could not run'],
  [130, 'stopped at once by a second signal, or not drained within 15 s'],
];
