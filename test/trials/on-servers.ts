import { expect, it } from 'vitest';
import { missingService } from '../../trials/places/service.ts';

/**
 * A test that needs these servers of `npm run services`. Where one is not installed it is skipped loudly; where CI is set
 * it fails.
 */
export function onServers(names: readonly string[], title: string, test: () => Promise<void>): void {
  const complaint = missingService(...names);
  if (complaint && process.env.CI !== 'true') console.warn(`SKIPPED: ${title}. ${complaint}`);
  it(title, async (context) => {
    if (complaint && process.env.CI === 'true') expect.fail(complaint);
    if (complaint) context.skip(complaint);
    await test();
  }, 180_000);
}
