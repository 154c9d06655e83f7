import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { hide } from './hide.ts';
import { script } from './odd-engine.ts';
import { usePortal } from './portal-under-test.ts';
import { createBatch, line } from './sown-data.ts';
import { chooseFile } from './steps.ts';

describeInBrowser('the portal in hardship', () => {
  const portal = usePortal();

  test('markup in ids, metadata, inputs, outputs and errors stays text', async () => {
    const metadata = { name: script, [script.slice(0, 64)]: script };
    const sow = (model: string) => createBatch(portal.spillway, [line(script, { model })], metadata);
    const [answered, dead] = [await sow('hostile'), await sow('broken')];
    for (const { id } of [answered, dead]) await portal.spillway.batches.ended({ id });
    const page = await portal.open('#/');
    const parts = ['', '/requests', '/results', '/timeline'].map((part) => `#/batches/${answered.id}${part}`);
    const requests = [answered, dead].map(({ id }) => `#/requests/batch_req_${id}_0`);
    const bulk = await portal.spillway.bulkActions.create({ action: 'cancel', filter: { search: script } });
    const lists = ['#/', '#/batches?search=document.title', '#/dead-letters'];
    const others = [...lists, `#/bulk-actions/${bulk.id}`, `#/files?file=${answered.inputFileId}`];
    for (const address of [...parts, ...requests, ...others]) {
      await page.goto(`${portal.url}/portal/${address}`);
      await page.getByText('document.title').filter({ visible: true }).first().waitFor();
      expect(await page.title(), address).not.toBe('taken');
      expect(await page.locator('script:not([src]), img').count(), address).toBe(0);
    }
  });

  test('markup in a file that is chosen stays text, and so do lines of megabytes', async () => {
    const page = await portal.open('#/create');
    const lines = [line(script), line(script), line('huge', { url: 'a'.repeat(5_000_000) })];
    await chooseFile(page, lines.join('\n').replace('"POST"', JSON.stringify(script)));
    await page.getByRole('region', { name: 'First lines' }).getByText('document.title').waitFor();
    await page.getByText('2 problems').waitFor();
    expect([await page.title(), await page.locator('script:not([src]), img').count()]).toEqual([
      expect.not.stringMatching(/^taken/),
      0,
    ]);
    expect((await page.locator('body').textContent())?.length).toBeLessThan(100_000);
  });

  test('an answer of ten megabytes is cut, and can be downloaded', async () => {
    const { id } = await createBatch(portal.spillway, [line('huge', { model: 'huge' })]);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}/results`);
    await page.getByText('A long line').click();
    await page.getByText('Download it to have all.').waitFor();
    await page.goto(`${portal.url}/portal/#/requests/batch_req_${id}_0`);
    await page.getByRole('region', { name: 'Output' }).getByText('Download it to have all.').waitFor();
    expect((await page.locator('body').textContent())?.length).toBeLessThan(100_000);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).length).toBeGreaterThan(10_000_000);
  });

  test('where events are blocked it asks, and still comes to the end', async () => {
    const { id } = await createBatch(portal.spillway, [line('waits', { model: 'slow' })]);
    const page = await portal.open('#/batches');
    await page.route('**/events', (route) => route.abort());
    await page.goto(`${portal.url}/portal/#/batches/${id}`);
    await page.getByText('polling').waitFor();
    portal.odd.release();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
  });

  test('a hidden tab asks for nothing, and goes on when it is looked at', async () => {
    const page = await portal.open('#/create');
    await page.clock.install();
    await page.goto(`${portal.url}/portal/#/batches`);
    await page.getByText('in all.').first().waitFor();
    await hide(page, true);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    const [request] = await Promise.all([page.waitForRequest(/v1\/batches/), hide(page, false)]);
    expect(request.url()).toContain('limit=50');
  });

  test('an id in the address that would lead elsewhere is none', async () => {
    const { id } = await createBatch(portal.spillway, [line('waits', { model: 'slow' })]);
    const page = await portal.open('#/files');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const place of ['bulk-actions', 'batches', 'requests']) {
      await page.goto(`${portal.url}/portal/#/${place}/..%2Fbatches%2F${id}`);
      await page.getByText('The address names nothing').waitFor();
    }
    expect(asked.filter((url) => url.includes(id))).toEqual([]);
  });

  test('a view that breaks says so, and the others go on', async () => {
    const { id } = await createBatch(portal.spillway, [line('good')]);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open('#/files');
    await page.route('**/progress', (route) => route.fulfill({ json: { points: [{}] } }));
    await page.goto(`${portal.url}/portal/#/batches/${id}`);
    await page.getByText('This view broke').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('Deadlines kept').waitFor();
  });

  test('a stream that falls silent is given up, and a poll that fails leaves what was there', async () => {
    const { id } = await portal.spillway.bulkActions.create({ action: 'cancel', filter: { search: 'nowhere' } });
    const page = await portal.open('#/create');
    await page.clock.install();
    await page.goto(`${portal.url}/portal/#/batches`);
    await page.locator('.liveness[data-liveness="live"]').waitFor();
    await passUntilAsked(page, 46_000);
    await page.goto(`${portal.url}/portal/#/bulk-actions`);
    await page.getByTitle(id).waitFor();
    await page.route('**/v1/bulk_actions?*', (route) => route.abort());
    await page.clock.runFor(5_000);
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByTitle(id).count()).toBe(1);
  });

  test('nothing is called live while the server is away, and all goes on by itself when it is back', async () => {
    const page = await portal.open('#/');
    const heads = page.locator('.liveness');
    await page.locator('.liveness[data-liveness="live"]').nth(1).waitFor();
    await page.getByText('Deadlines kept').waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    // A tab that comes back has to connect anew.
    for (const hidden of [true, false]) await hide(page, hidden);
    await page.locator('.liveness[data-liveness="cut"]').nth(1).waitFor();
    expect(await heads.allTextContents()).toEqual(['not live', 'not live']);
    expect(await page.getByText('Deadlines kept').count()).toBe(1);
    await page.unroute('**/v1/**');
    await page.locator('.liveness[data-liveness="live"]').nth(1).waitFor();
    await page.getByRole('alert').first().waitFor({ state: 'detached' });
  });

  test('a server that asks to be left alone for a while is', async () => {
    const page = await portal.open('#/files');
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    await page.clock.install();
    const asked: string[] = [];
    await page.route('**/v1/**', (route) => {
      asked.push(route.request().url());
      const body = { error: { message: 'Too many calls.', code: 'rate_limit_exceeded' } };
      return route.fulfill({ status: 429, headers: { 'retry-after': '120' }, json: body });
    });
    await page.goto(`${portal.url}/portal/#/`);
    await page.getByText('Wait 2 min;').first().waitFor();
    // The clock of the page also goes on by itself.
    await page.clock.runFor(60_000);
    // Two parts of the view may ask for the same.
    const times = [...Map.groupBy(asked, (url) => url).values()].map(({ length }) => length);
    expect(Math.max(...times)).toBeLessThan(3);
    await passUntilAsked(page, 40_000);
  });

  test('a server that is away is said, and is found again', async () => {
    const page = await portal.open('#/files');
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Deadlines kept').waitFor();
  });

  test('the keyboard alone creates, follows and downloads', async () => {
    const page = await portal.open('#/batches');
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press('Escape');
    await press('c');
    await headingFocused(page, 'Create a batch');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      tabTo(page, 'JSONL file').then(() => press('Enter')),
    ]);
    await chooser.setFiles({ name: 'in.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(line('by hand')) });
    await page.getByText('1 request for spillway-sim').waitFor();
    await tabTo(page, 'Upload and quote');
    await press('Enter');
    await page.getByText('In time').waitFor();
    await tabTo(page, 'Create the batch');
    await press('Enter');
    await headingFocused(page, 'Batch');
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    await tabTo(page, 'Download output');
    const [download] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
    expect(await readFile(await download.path(), 'utf8')).toContain('"by hand"');
  });

  test('j and k walk along the rows, Enter opens one, and / goes to the search', async () => {
    const page = await portal.open('#/batches');
    await page.locator('[data-row]').nth(1).waitFor();
    const rows = await page
      .locator('[data-row]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
    expect(await page.locator(':focus').getAttribute('href')).toBe(rows[0]);
    await page.keyboard.press('/');
    await page.keyboard.type('jk?');
    expect(await page.getByLabel('Search').inputValue()).toBe('jk?');
    await page.locator('[data-row]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`${rows[0]}$`));
    await page.keyboard.press('?');
    await page.getByLabel('The keys do this').uncheck();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('c');
    expect(new URL(page.url()).hash).toBe(rows[0]);
  });
});

/** Hours of the page pass in a moment: more would come to the end of any patience. */
const SPANS = 3;

/** Lets spans of the page's time pass until it asks for batches. What the server says in the midst of one begins a wait anew. */
async function passUntilAsked(page: Page, ms: number): Promise<void> {
  let over = false;
  const asked = page.waitForRequest(/v1\/batches\?/).finally(() => {
    over = true;
  });
  for (let span = 0; span < SPANS && !over; span++) await page.clock.runFor(ms);
  await asked;
}

/** A view that is opened takes the focus, a moment after it is there. */
async function headingFocused(page: Page, title: string): Promise<void> {
  await page.locator('h1:focus', { hasText: title }).waitFor();
}

/** Presses Tab until the element with the name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const here = await page.evaluate(
      '[document.activeElement.textContent, document.activeElement.labels?.[0]?.textContent]',
    );
    if ((here as readonly unknown[]).includes(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}.`);
}
