import { test } from 'vitest';
import { followPage } from './follow-page.ts';

const limitMs = 90_000;

test.each(['getting-started.md', 'embedding.md', 'api.md', 'server.md'])(
  'whoever follows %s sees what it shows',
  { timeout: limitMs + 10_000 },
  async (page) => {
    await followPage(page, AbortSignal.timeout(limitMs));
  },
);
