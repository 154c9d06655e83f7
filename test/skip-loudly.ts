import { beforeEach, expect } from 'vitest';

/** Skips every test of the file or group that calls this, and says so; where `CI` is `true` they fail. */
export function skipLoudly(tests: string, complaint: string): void {
  const isRequired = process.env.CI === 'true';
  if (!isRequired) console.warn(`SKIPPED, ${tests}. ${complaint}`);
  beforeEach((context) => {
    if (isRequired) expect.fail(complaint);
    context.skip(complaint);
  });
}
