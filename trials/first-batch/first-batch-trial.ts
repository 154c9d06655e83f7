import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { writeManyLines } from '../memory/request-file.ts';
import { type Step, Stopwatch } from '../packages/stopwatch.ts';

const run = promisify(execFile);

export interface FirstBatchOptions {
  readonly chromiumPath: string;
  /** Requests of the file that is dropped. */
  readonly lines: number;
  /** The repository to clone. */
  readonly from: string;
  readonly say: (text: string) => void;
}

/** From a clone to the first finished batch in the portal, as somebody new goes: each step and how long it took. */
export async function firstBatchTrial(options: FirstBatchOptions): Promise<readonly Step[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-first-batch-'));
  const watch = new Stopwatch(options.say);
  try {
    const clone = join(folder, 'spillway');
    await watch.step('git clone', async () => {
      await run('git', ['clone', '--quiet', options.from, clone]);
      return 'a working tree';
    });
    await watch.step('npm ci', async () =>
      lastLine((await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone })).stdout),
    );
    await useDev({ ...options, clone, folder, watch });
    return watch.steps;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface UseDev extends FirstBatchOptions {
  readonly clone: string;
  readonly folder: string;
  readonly watch: Stopwatch;
}

async function useDev({ clone, folder, watch, chromiumPath, lines }: UseDev): Promise<void> {
  const env = { ...process.env, HOME: folder };
  const dev = spawn('npm', ['run', 'spillway', '--', 'dev', '--port', '0'], { cwd: clone, env, detached: true });
  const ended = once(dev, 'close');
  let said = '';
  dev.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    await watch.step('npm run spillway -- dev', async () => {
      while (!/portal +http\S+/.test(said)) {
        if (dev.exitCode !== null) throw new Error(`it ended:\n${said}`);
        await Promise.race([once(dev.stdout, 'data'), ended]);
      }
      return 'it prints the address of the portal and a key';
    });
    const [, address = ''] = /portal +(http\S+)/.exec(said) ?? [];
    const [, key = ''] = /key +(\S+)/.exec(said) ?? [];
    const input = join(folder, 'requests.jsonl');
    await writeManyLines(input, lines);
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await usePortal(await browser.newPage(), { address, key, input, lines, watch });
    } finally {
      await browser.close();
    }
  } finally {
    if (dev.pid !== undefined && dev.exitCode === null) process.kill(-dev.pid, 'SIGTERM');
    await ended;
  }
}

interface UsePortal {
  readonly address: string;
  readonly key: string;
  readonly input: string;
  readonly lines: number;
  readonly watch: Stopwatch;
}

async function usePortal(page: Page, { address, key, input, lines, watch }: UsePortal): Promise<void> {
  const button = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  await watch.step('open the portal', async () => {
    await page.goto(address);
    return page.locator('h1').first().innerText();
  });
  await watch.step('log in with the key', async () => {
    await page.getByLabel('API key').fill(key);
    await button('Log in');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    return 'the overview: no batches yet, and a link to create one';
  });
  await watch.step(`drop a file of ${lines.toLocaleString('en')} requests`, async () => {
    await page.getByRole('link', { name: 'Create a batch' }).first().click();
    await page.getByLabel('JSONL file').setInputFiles(input);
    return page.getByText(/requests for spillway-sim/).innerText();
  });
  await watch.step('upload and quote', async () => {
    await button('Upload and quote');
    return page.getByRole('region', { name: 'Quote' }).getByText('In time').innerText();
  });
  await watch.step('create, and wait for the end', async () => {
    await button('Create the batch');
    const badge = page.locator('h1 + .badge', { hasText: 'completed' });
    await badge.waitFor({ timeout: 600_000 });
    return badge.innerText();
  });
  await watch.step('download the output', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download output')]);
    const answers = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    if (answers.length !== lines) throw new Error(`${answers.length} answers to ${lines} requests`);
    return `${answers.length.toLocaleString('en')} answers`;
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** The page that the trial leaves in the documentation. */
export async function writeFirstBatchPage(path: string, steps: readonly Step[]): Promise<void> {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  await writeFile(
    path,
    `# Trial: from a clone to the first batch in the portal

What \`npm run trial:first-batch\` did on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node}: what somebody new does, with a real browser, on
a machine that had nothing of Spillway but npm's cache. ${total.toFixed(0)} s in all, without the time that a person needs to read.

| step | took, s | it showed |
|---|---|---|
${steps.map(({ name, seconds, note }) => `| ${name} | ${seconds.toFixed(1)} | ${note.replaceAll('|', '\\|')} |`).join('\n')}
`,
  );
}
