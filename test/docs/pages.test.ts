import { spawnSync } from 'node:child_process';
import { test } from 'vitest';
import { followPage } from './follow-page.ts';

const pages = ['getting-started.md', 'embedding.md', 'api.md', 'server.md'];
/** Ends a page that hangs. */
const limitMs = 300_000;

/** Programs of the pages that this machine lacks. Continuous integration has them all, and skips nothing. */
const missing = ['bash', 'curl', 'jq'].filter((program) => spawnSync(program, ['--version']).error !== undefined);

test.skipIf(missing.length > 0 && !process.env.CI).each(pages)(
  'whoever follows %s sees what it shows',
  { timeout: limitMs + 10_000 },
  async (page) => {
    await followPage(page, AbortSignal.timeout(limitMs));
  },
);
