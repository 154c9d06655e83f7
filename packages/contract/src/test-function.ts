/** The one thing that a suite needs of a test runner: vitest's and node:test's `test` are such functions. */
export type TestFunction = (title: string, run: () => Promise<void>) => unknown;
