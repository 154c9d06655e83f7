import { createSpillway, type Spillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createServer, listen } from '@spillway/server';
import { startEngine } from '@spillway/simulator';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startTestServer } from '../../packages/store-postgres/test/test-server.ts';
import { chromiumPath } from '../../trials/places/chromium-path.ts';
import { keepAnnouncements } from './announcements.ts';
import { type OddEngine, startOddEngine } from './odd-engine.ts';

export interface PageOptions {
  /** The operator's by default; null for none. */
  readonly key?: string | null;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A whole installation on PostgreSQL with the built-in engine and an odd one, and a browser in front of its portal. */
export interface PortalUnderTest extends AsyncDisposable {
  readonly url: string;
  readonly spillway: Spillway;
  readonly odd: OddEngine;
  /** A page of a session of its own at an address behind the `#`. */
  open(address: string, options?: PageOptions): Promise<Page>;
  /** Answers what closes the pages that are opened from here on. */
  mark(): () => Promise<void>;
  /** Passes over what pages have complained of so far. */
  forget(): void;
  /** Throws when a page has complained: an exception, a breach of the content security policy. */
  verify(): void;
}

export interface PortalSetting {
  /** Where bytes are kept; in memory by default. */
  openBlobs?(): Promise<BlobStorage>;
  /** Where browsers may put files directly. */
  storageOrigins?(): readonly string[];
}

const operatorKey = 'sk-operator-0123456789';

/** Ends what hangs, and judges nothing. A page that heard nothing for 5 s asks for half a minute before it listens again. */
const WAIT_MS = 75_000;

/** One for all tests of the group that calls this. A test fails when its pages complain, and they are closed behind it. */
export function usePortal(setting: PortalSetting = {}): PortalUnderTest {
  let portal: PortalUnderTest | undefined;
  let closePages: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    if (chromiumPath !== undefined) portal = await startPortal(chromiumPath, setting);
  });
  beforeEach(() => {
    closePages = portal?.mark();
  });
  afterEach(async () => {
    await closePages?.();
    portal?.verify();
  });
  afterAll(() => portal?.[Symbol.asyncDispose]());
  return new Proxy({} as PortalUnderTest, { get: (_, name) => Reflect.get(portal ?? {}, name) });
}

async function startPortal(executablePath: string, setting: PortalSetting): Promise<PortalUnderTest> {
  const stack = new AsyncDisposableStack();
  const { spillway, odd } = await startInstallation(stack, setting);
  const server = createServer({
    spillway,
    apiKey: operatorKey,
    links: { grafana: 'https://grafana.example/d/spillway' },
    portal: { storageOrigins: setting.storageOrigins?.() ?? [] },
  });
  const { url } = stack.use(await listen({ server, port: 0 }));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    timeout: WAIT_MS,
  });
  stack.defer(() => browser.close());
  const complaints: string[] = [];
  return {
    url,
    spillway,
    odd,
    open: (address, options) => openPage({ browser, url, complaints }, address, options),
    mark() {
      const before = new Set(browser.contexts());
      return async () => {
        const opened = browser.contexts().filter((context) => !before.has(context));
        await Promise.all(opened.map(closeContext));
      };
    },
    forget: () => void complaints.splice(0),
    verify: () => expect(complaints.splice(0)).toEqual([]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What a page still asks for is of no interest to the test that has ended. */
async function closeContext(context: BrowserContext): Promise<void> {
  const routed = [context, ...context.pages()];
  await Promise.all(routed.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })));
  await context.close();
}

async function startInstallation(
  stack: AsyncDisposableStack,
  { openBlobs = async () => createMemoryBlobs() }: PortalSetting,
): Promise<Pick<PortalUnderTest, 'spillway' | 'odd'>> {
  const database = await startTestServer();
  stack.defer(() => database.close());
  const { url: connectionString } = await database.createDatabase();
  await migrate({ connectionString });
  const [engine, odd] = [
    stack.use(await startEngine({ speed: Number.POSITIVE_INFINITY })),
    stack.use(await startOddEngine()),
  ];
  const executors = [engine, odd].map(({ url }) => stack.use(createVllmExecutor({ engines: [url] })));
  const spillway = await createSpillway({
    store: createPostgresStore({ connectionString }),
    blobs: await openBlobs(),
    coordinate: true,
    maxAttempts: 2,
    workers: executors.map((executor) => ({ executor })),
  });
  stack.use(spillway);
  return { spillway, odd };
}

interface Opening {
  readonly browser: Browser;
  readonly url: string;
  readonly complaints: string[];
}

async function openPage(
  { browser, url, complaints }: Opening,
  address: string,
  options: PageOptions = {},
): Promise<Page> {
  const { key = operatorKey, width = 1_440, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  context.setDefaultTimeout(WAIT_MS);
  if (key !== null) await context.addInitScript((kept) => sessionStorage.setItem('spillway.key', kept), key);
  await keepAnnouncements(context);
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // A refused call is said by the portal itself.
    const isOurs = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
    if (isOurs) complaints.push(message.text());
  });
  await page.goto(`${url}/portal/${address}`);
  return page;
}
