import { describe } from 'vitest';
import { chromiumPath } from '../../trials/places/chromium-path.ts';
import { skipLoudly } from '../skip-loudly.ts';

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
