import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import { skipLoudly } from '../skip-loudly.ts';

const programs = ['chromium', 'google-chrome', 'chromium-browser'];

/** The browser of the machine: one that SPILLWAY_TEST_CHROMIUM names, or one on the path. */
export const chromiumPath: string | undefined =
  process.env.SPILLWAY_TEST_CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => programs.map((program) => join(folder, program)))
    .find(isExecutable);

/** A group of tests in a browser. Without one they are skipped loudly, and fail where `CI` is `true`. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (chromiumPath !== undefined) {
    describe(name, tests);
    return;
  }
  const complaint = 'There is no Chromium: npm run services -- install chromium';
  describe(name, () => {
    skipLoudly('every test of the portal', complaint);
    tests();
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
