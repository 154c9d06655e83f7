import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

/** A browser in front of the portal, for pictures of it and for what it says. */
export interface PortalPictures extends AsyncDisposable {
  /** Takes a picture of the view at an address behind the `#`, and answers the text of the view. */
  take(address: string, name: string): Promise<string>;
}

export interface PortalPicturesOptions {
  readonly url: string;
  readonly executablePath: string;
  /** Where the pictures go. */
  readonly folder: string;
}

/** A screen of a laptop. */
const viewport = { width: 1_280, height: 900 } as const;

/** Opens the portal of a server that asks nobody for a key, with one tab for each address. */
export async function openPortalPictures(options: PortalPicturesOptions): Promise<PortalPictures> {
  const { url, executablePath, folder } = options;
  await mkdir(folder, { recursive: true });
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const browser = await chromium.launch({ executablePath, args });
  const context = await browser.newContext({ viewport });
  const tabs = new Map<string, Page>();
  return {
    async take(address, name) {
      const tab = tabs.get(address) ?? (await context.newPage());
      if (!tabs.has(address)) await tab.goto(`${url}/portal/${address}`);
      tabs.set(address, tab);
      await tab.locator('main h1').first().waitFor();
      await tab.waitForLoadState('load');
      // The charts are drawn in a frame of their own.
      await tab.waitForTimeout(1_500);
      await tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
      return tab.locator('main').innerText();
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
