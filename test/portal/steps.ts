import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** Chooses a file of this text to create a batch from. */
export async function chooseFile(page: Page, text: string): Promise<void> {
  await page
    .getByLabel('JSONL file')
    .setInputFiles({ name: 'in.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
}

/** The texts of the rows of a table. */
export async function rowsOf(page: Page, table: string): Promise<string[]> {
  const rows = page.getByRole('region', { name: table }).locator('tbody tr');
  await rows.first().waitFor();
  return rows.allTextContents();
}

/** What a button downloads. */
export async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}
