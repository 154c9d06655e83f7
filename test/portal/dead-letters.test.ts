import type { Spillway } from '@spillway/core';
import { expect, test } from 'vitest';
import { announced } from './announcements.ts';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line } from './sown-data.ts';
import { downloaded, rowsOf } from './steps.ts';

/** A batch whose every request is given up. */
async function deadBatch(spillway: Spillway, ...names: readonly string[]): Promise<string> {
  return endedBatch(spillway, 'broken', names);
}

async function endedBatch(spillway: Spillway, model: string, names: readonly string[]): Promise<string> {
  const { id } = await createBatch(
    spillway,
    names.map((name) => line(name, { model })),
  );
  await spillway.batches.ended({ id });
  return id;
}

describeInBrowser('dead letters', () => {
  const portal = usePortal();
  const countsOf = async (id: string) => (await portal.spillway.batches.get({ id }))?.counts;

  test('are counted in groups, with samples, and a group is looked at alone', async () => {
    await deadBatch(portal.spillway, 'one', 'two');
    await deadBatch(portal.spillway, 'three');
    await endedBatch(portal.spillway, 'cracked', ['other']);
    const page = await portal.open('#/dead-letters');
    expect(await rowsOf(page, 'Groups')).toEqual([
      expect.stringMatching(/^server_error3.*broken2/),
      expect.stringMatching(/^server_error1.*cracked1/),
    ]);
    await page.getByRole('link', { name: 'Sample 1' }).first().click();
    await page.getByRole('region', { name: 'Input' }).getByText('Tell of three').waitFor();
    await page.goBack();
    // The rows of before are gone when those of the group are asked for.
    await Promise.all([
      page.waitForResponse(/\/v1\/dead_letters\?.*fingerprint=[0-9a-f]{16}/),
      page.getByRole('region', { name: 'Groups' }).getByRole('link', { name: 'server_error' }).first().click(),
    ]);
    expect(await rowsOf(page, 'Dead letters')).toHaveLength(3);
    await keepsToTheEye(page, 'dead letters of a group');
  });

  test('are only looked at with a key that only reads', async () => {
    await deadBatch(portal.spillway, 'seen');
    const { secret } = await portal.spillway.keys.create({ name: 'reads', scopes: ['read'] });
    const page = await portal.open('#/dead-letters', { key: secret, width: 375 });
    await page.getByRole('link', { name: 'seen' }).waitFor();
    expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual(['Download', 'Find']);
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });

  test('that are dropped leave the list after a dry run, and count as failed', async () => {
    const id = await deadBatch(portal.spillway, 'kept', 'dropped');
    const page = await portal.open(`#/dead-letters?batch_id=${id}`, { width: 375, colorScheme: 'dark' });
    await page.getByLabel('Select dropped').check();
    await page.getByRole('button', { name: 'Drop 1 selected …' }).click();
    await page.getByRole('dialog').getByText('1 dead letter').waitFor();
    await keepsToTheEye(page, 'drop dialog');
    await page.getByRole('button', { name: 'Drop 1', exact: true }).click();
    await announced(page, '1 request dropped in 1 batch.');
    await page.getByRole('link', { name: 'kept' }).waitFor();
    await page.getByRole('link', { name: 'dropped' }).waitFor({ state: 'detached' });
    expect(await countsOf(id)).toMatchObject({ failed: 1, deadLettered: 1 });
  });

  test('are acted upon as the dialog says, also when the address changes behind it', async () => {
    const id = await deadBatch(portal.spillway, 'first');
    const page = await portal.open(`#/dead-letters?batch_id=${id}`);
    await page.getByRole('button', { name: 'Drop …' }).click();
    await page.getByRole('button', { name: 'Drop 1' }).waitFor();
    await page.evaluate(`location.hash = '#/dead-letters?batch_id=${id}&code=another'`);
    await page.getByRole('dialog').getByText('with the code another').waitFor();
    await page.getByRole('dialog').getByText('0 dead letters').waitFor();
    expect(await page.getByRole('button', { name: 'Drop 0' }).isDisabled()).toBe(true);
  });

  test('in great numbers are an action of the server, which is followed', async () => {
    const id = await deadBatch(portal.spillway, 'many');
    const page = await portal.open(`#/dead-letters?batch_id=${id}`);
    // What the server would do is said to be much.
    await page.route('**/v1/dead_letters/drop', async (route) => {
      const answer = await route.fetch();
      const told = await answer.json();
      await route.fulfill({ json: { ...told, matched: 2_000, batches: [{ batch_id: id, requests: 2_000 }] } });
    });
    await page.getByRole('button', { name: 'Drop …' }).click();
    await page.getByRole('button', { name: 'Drop 2,000' }).click();
    await page.getByRole('heading', { name: 'Drop dead letters', exact: true }).waitFor();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    expect(await countsOf(id)).toMatchObject({ failed: 1, deadLettered: 0 });
  });

  test('are downloaded, and run again after a dry run', async () => {
    const id = await deadBatch(portal.spillway, 'dead', 'dead too');
    const page = await portal.open(`#/dead-letters?batch_id=${id}`);
    const letters = await downloaded(page, 'Download');
    expect(letters.trim().split('\n')).toHaveLength(2);
    portal.odd.mend();
    await page.getByRole('button', { name: 'Run again …' }).click();
    await page.getByRole('dialog').getByText('2 dead letters').waitFor();
    await page.getByRole('button', { name: 'Run 2 again' }).click();
    await announced(page, '2 requests run again in 1 batch.');
    expect(await portal.spillway.batches.ended({ id })).toMatchObject({ counts: { succeeded: 2, deadLettered: 0 } });
  });
});
