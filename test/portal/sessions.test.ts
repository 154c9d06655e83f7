import type { Scope } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { announced } from './announcements.ts';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { createBatch, line } from './sown-data.ts';

describeInBrowser('who uses the portal', () => {
  const portal = usePortal();
  const keyWith = async (...scopes: Scope[]): Promise<string> =>
    (await portal.spillway.keys.create({ name: `may ${scopes}`, tenant: 'search', scopes })).secret;

  test('logs in with a key, which a reload keeps and a log-out forgets', async () => {
    const page = await portal.open('#/batches', { key: null });
    await page.getByLabel('API key').fill('sk-wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Incorrect API key provided.').waitFor();
    await page.getByLabel('API key').fill(await keyWith('read', 'write'));
    await page.getByLabel('API key').press('Enter');
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    expect(await page.getByRole('region', { name: 'Your access' }).textContent()).toContain('search');
    expect(await page.getByRole('region', { name: 'Your access' }).textContent()).toContain(
      'may read,write · read, write',
    );
    await page.reload();
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.locator('input:focus').waitFor();
    expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
  });

  test('with a key that only reads sees nothing to press, and the server would refuse it', async () => {
    const lines = [line('odd', { n: 1 })];
    const file = await portal.spillway.files.upload({
      tenant: 'search',
      filename: 'in.jsonl',
      source: Buffer.from(lines.join('\n')),
    });
    const order = { tenant: 'search', inputFileId: file.id, endpoint: '/v1/chat/completions' };
    const { id } = await portal.spillway.batches.create(order);
    await portal.spillway.batches.ended({ tenant: 'search', id });
    const key = await keyWith('read');
    const page = await portal.open(`#/batches/${id}`, { key });
    await page.getByRole('button', { name: 'Download errors' }).waitFor();
    const buttons = await page.getByRole('main').getByRole('button').allTextContents();
    expect(buttons).toEqual(['Download errors', 'Copy']);
    const places = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents();
    expect(places).toEqual(['Overview', 'Batches', 'Dead letters', 'Files', 'History']);
    await page.goto(`${portal.url}/portal/#/create`);
    await page.getByText('This key only reads.').waitFor();
    const answer = await fetch(`${portal.url}/v1/batches/${id}/clone`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(403);
  });

  test('whose key is revoked meanwhile is asked for another', async () => {
    const { key, secret } = await portal.spillway.keys.create({ name: 'short', scopes: ['read'] });
    const page = await portal.open('#/files', { key: secret });
    await page.getByText('in.jsonl').or(page.getByText('No files.')).first().waitFor();
    await portal.spillway.keys.remove(key.id);
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('The key is no longer accepted.').waitFor();
  });

  test('an operator makes a key that works, revokes it, and sets limits', async () => {
    const page = await portal.open('#/access', { width: 375, colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('Night runs');
    await page.getByRole('dialog').getByLabel('Tenant').fill('acme');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = await page.getByRole('dialog').locator('code').textContent();
    const answer = await fetch(`${portal.url}/v1/caller`, { headers: { authorization: `Bearer ${secret}` } });
    expect(await answer.json()).toMatchObject({ tenant: 'acme', key_name: 'Night runs', scopes: ['read', 'write'] });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke Night runs' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await announced(page, 'Revoked Night runs.');
    await page.getByRole('button', { name: 'Set limits' }).click();
    await page.getByRole('dialog').getByLabel('Tenant').fill('acme');
    await page.getByLabel('live batches', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Set the limits' }).click();
    await page.getByRole('button', { name: 'Change the limits of acme' }).waitFor();
    expect(await portal.spillway.tenants.get('acme')).toMatchObject({ limits: { liveBatches: 7 } });
  });

  test('an operator acts for another tenant', async () => {
    await createBatch(portal.spillway, [line('mine')], { name: 'Of default' });
    const page = await portal.open('#/batches', { width: 375 });
    await page.getByText('Of default').waitFor();
    await page.getByText('Switch tenant').click();
    await page.getByRole('region', { name: 'Your access' }).getByLabel('Tenant').fill('empty');
    await page.getByRole('button', { name: 'Switch' }).click();
    await page.getByText('No batches yet.').waitFor();
    expect(await page.getByText('Of default').count()).toBe(0);
  });
});
