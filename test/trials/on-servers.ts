import { describe, it } from 'vitest';
import { missingService } from '../../trials/places/service.ts';
import { skipLoudly } from '../skip-loudly.ts';

/**
 * A test that needs these servers of `npm run services`. Where one is not installed it is skipped loudly; where CI is set
 * it fails.
 */
export function onServers(names: readonly string[], title: string, test: () => Promise<void>): void {
  const complaint = missingService(...names);
  describe(`on ${names.join(' and ')}`, () => {
    if (complaint) skipLoudly(title, complaint);
    it(title, test);
  });
}
