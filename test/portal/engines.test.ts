import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line } from './sown-data.ts';

describeInBrowser('the table of engines', () => {
  const portal = usePortal();
  const rows = (page: Page) => page.getByRole('region', { name: 'Engines' }).locator('tbody tr');

  test('shows what each engine does, and a dash for what nobody knows', async () => {
    const page = await portal.open('#/fleet', { width: 1_440 });
    const { id } = await createBatch(portal.spillway, [line('brook'), line('creek')], {});
    await portal.spillway.batches.ended({ id });
    const ofOdd = portal.odd.url;
    const answering = rows(page).filter({ hasNotText: ofOdd });
    // The figures of a worker and those of its engine come each in their own time.
    await expect
      .poll(() => cells(answering))
      .toMatchObject({
        Health: 'healthy',
        'Requests/s': expect.stringMatching(/^0\.\d+$/),
        'Tokens/s in, out': expect.stringMatching(/^[\d.]+, [\d.]+$/),
        'Latency, 95 %': expect.stringMatching(/^[\d.]+ m?s, [\d.]+ m?s$/),
        Waiting: '0',
        Running: '0',
      });
    await expect
      .poll(() => cells(rows(page).filter({ hasText: ofOdd })))
      .toMatchObject({
        ...{ Health: 'healthy', 'Requests/s': '0', 'Tokens/s in, out': '0, 0', 'Latency, 95 %': '–' },
        ...{ Waiting: '–', 'Mean wait': '–', Running: '–' },
      });
    await page.setViewportSize({ width: 375, height: 900 });
    // What nobody knows is left out there.
    for (const shown of await answering.locator('[data-line]:not(:has(.absent))').all()) {
      const { x = -1, width = 0 } = (await shown.boundingBox()) ?? {};
      expect([x >= 0, width > 0, x + width <= 375]).toEqual([true, true, true]);
    }
    await keepsToTheEye(page, 'engines');
  });
});

/** What stands under each head. */
function cells(row: Locator): Promise<Readonly<Record<string, string>>> {
  return row.evaluate((element) =>
    Object.fromEntries(
      [...element.querySelectorAll('td')].map((cell) => [cell.dataset.head ?? '', cell.textContent.trim()]),
    ),
  );
}
