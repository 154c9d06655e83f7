import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { hide } from './hide.ts';
import { holdableBlobs } from './holdable-blobs.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line } from './sown-data.ts';

const slow = (name: string): string => line(name, { model: 'slow' });

describeInBrowser('the dashboard', () => {
  const files = holdableBlobs();
  const portal = usePortal({ openBlobs: async () => files.blobs });
  const running = (page: Page) => page.getByRole('region', { name: 'Running batches' });

  test('tells by itself what comes, why it may be late, and lets it be cancelled', async () => {
    const page = await portal.open('#/?all_tenants=false', { width: 375, colorScheme: 'dark' });
    await page.getByText('Nothing runs.').waitFor();
    const { id } = await createBatch(portal.spillway, [slow('river')], { name: 'Slow waters' });
    await running(page).getByRole('link', { name: 'Slow waters' }).waitFor();
    const cancel = page.getByRole('button', { name: 'Cancel Slow waters' });
    const why = running(page).getByText('It was never measured');
    await why.waitFor();
    for (const part of [why, cancel, running(page).getByRole('progressbar')]) {
      const { x = 0, width = 0 } = (await part.boundingBox()) ?? {};
      expect([x >= 0, width > 0, x + width <= 375]).toEqual([true, true, true]);
    }
    await page.setViewportSize({ width: 1_440, height: 900 });
    using _ = files.hold();
    await cancel.click();
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    await running(page).getByText('cancelling').waitFor();
    expect(await portal.spillway.batches.get({ id })).toMatchObject({ cancelRequestedAt: expect.any(Number) });
  });

  test('an operator sees what all tenants run, or their own alone', async () => {
    const source = Buffer.from(slow('lake'));
    const file = await portal.spillway.files.upload({ tenant: 'other', filename: 'in.jsonl', source });
    const order = { tenant: 'other', inputFileId: file.id, endpoint: '/v1/chat/completions' };
    const { id } = await portal.spillway.batches.create({ ...order, metadata: { name: 'Of another' } });
    const page = await portal.open('#/');
    await running(page).getByRole('link', { name: 'Of another' }).waitFor();
    using _ = files.hold();
    await page.getByRole('button', { name: 'Cancel Of another' }).click();
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    await running(page)
      .getByRole('row', { name: /Of another/ })
      .getByText('cancelling')
      .waitFor();
    await page.getByLabel('Batches of all tenants').uncheck();
    await running(page).getByRole('link', { name: 'Of another' }).waitFor({ state: 'detached' });
    expect(await portal.spillway.batches.get({ tenant: 'other', id })).toMatchObject({
      cancelRequestedAt: expect.any(Number),
    });
  });

  test('goes on behind what it saw once it is looked at again, and asks where events are blocked', async () => {
    const page = await portal.open('#/');
    await page.locator('h1 + .liveness[data-liveness="live"]').waitFor();
    await hide(page, true);
    await page.locator('h1 + .liveness[data-liveness="paused"]').waitFor();
    const isPage = (request: Request): boolean => /v1\/batches\/events/.test(request.url());
    const [again] = await Promise.all([page.waitForRequest(isPage), hide(page, false)]);
    expect(again.headers()['last-event-id']).toMatch(/./);
    await page.route('**/events?*', (route) => route.abort());
    await page.reload();
    await page.locator('h1 + .liveness[data-liveness="polling"]').waitFor();
    const { id } = await createBatch(portal.spillway, [slow('polled')], { name: 'Polled waters' });
    await running(page).getByRole('link', { name: 'Polled waters' }).waitFor();
    await portal.spillway.batches.cancel({ id });
  });

  test('says the same of a finish everywhere: by the outlook, or at the pace so far', async () => {
    const { id } = await createBatch(portal.spillway, [slow('bay')], { name: 'The bay' });
    const page = await portal.open('#/create');
    const at = Math.floor(Date.now() / 1_000);
    const estimate = { expected_finish_at: at + 9e6, requests_per_second: 1, remaining_requests: 1, on_time: false };
    const inTime = { batch_id: id, expires_at: at, expected_finish_at: at + 60, slack_seconds: 600, on_time: true };
    let outlooks: object[] = [{ ...inTime, reasons: [] }];
    await page.route('**/v1/batches/events?*', (route) => route.abort());
    await page.route('**/v1/outlook?*', (route) => route.fulfill({ json: { data: outlooks } }));
    await page.route('**/v1/batches?*', async (route) => {
      const told = await (await route.fetch()).json();
      const data = told.data.filter((batch: { id: string }) => batch.id === id);
      await route.fulfill({ json: { ...told, data: data.map((batch: object) => ({ ...batch, estimate })) } });
    });
    await page.goto(`${portal.url}/portal/#/`);
    const recent = page.getByRole('region', { name: 'Recent batches' });
    await running(page).getByText('10 min to spare').waitFor();
    expect(await page.locator('.numbers').first().textContent()).toContain('Will be late0');
    expect(await recent.textContent()).not.toContain('late');
    outlooks = [];
    await page.reload();
    await recent.getByText('at this pace').waitFor();
    await recent.getByText('late').waitFor();
    await running(page).getByText('at this pace').waitFor();
    expect(await page.locator('.numbers').first().textContent()).toContain('Will be late1');
    await portal.spillway.batches.cancel({ id });
  });

  test('its charts are drawn, pointed at, and read as tables with the keyboard alone', async () => {
    const page = await portal.open('#/create');
    const told = series();
    await page.route('**/v1/fleet/series', (route) => route.fulfill({ json: told }));
    // Else what is measured meanwhile comes behind the series.
    await page.route('**/v1/fleet/events', (route) => route.abort());
    await page.goto(`${portal.url}/portal/#/`);
    const chart = page.locator('figure', { hasText: 'Requests/s by pool' });
    const plot = chart.getByRole('img', { name: /Requests\/s by pool, from/ });
    // What comes above it moves it from under the pointer.
    const pointedAt = async (): Promise<string | null> => {
      await plot.hover({ position: { x: 1, y: 20 } });
      return chart.locator('.chart-key').textContent();
    };
    await expect.poll(pointedAt).toBe('spot 100dedicated –');
    // The line of what joins later is as long as the others, and below the one that it begins at.
    const lines = await chart
      .locator('[data-tone] .chart-line')
      .evaluateAll((all) => all.map((line) => line.getAttribute('d')));
    expect(lines.map((line) => line?.split(/[ML]/).length)).toEqual([61, 61]);
    expect(lines[0]?.slice(0, 20)).toBe(lines[1]?.slice(0, 20));
    expect(await chart.locator('svg g').last().getAttribute('data-tone')).toBe('0');
    await chart.locator('summary').press('Enter');
    const rows = chart.getByRole('region', { name: 'Requests/s by pool, the newest first' }).locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(30);
    expect(await rows.first().textContent()).toMatch(/15959$/);
    await keepsToTheEye(page, 'dashboard');
    await page.goto(`${portal.url}/portal/#/fleet`);
    await page.getByRole('img', { name: /Age of the oldest batch/ }).waitFor();
    const grafana = page.getByRole('link', { name: 'Grafana' });
    expect(await grafana.getAttribute('href')).toBe('https://grafana.example/d/spillway');
    expect(await page.getByRole('link', { name: 'Alerts' }).count()).toBe(0);
  });
});

/** Ten minutes, in the second half of which dedicated helps. */
function series(): object {
  const now = Math.floor(Date.now() / 1_000);
  const points = Array.from({ length: 60 }, (_, index) => {
    const pool = { live_replicas: 4, desired_replicas: 6, in_flight: 30, slots: 64, cost_per_hour: 4 };
    const rates = { requests_per_second: 100 + index, tokens_per_second: 20_000 };
    const dedicated = { ...pool, ...rates, requests_per_second: index, live_replicas: 1, cost_per_hour: 6 };
    return {
      at: now - 570 + index * 10,
      queue_batches: 3,
      queue_requests: 60_000 - index * 900,
      queue_age_seconds: 60 + index * 10,
      pools: { spot: { ...pool, ...rates }, ...(index > 30 && { dedicated }) },
    };
  });
  return { object: 'fleet.series', span_seconds: 10, points };
}
