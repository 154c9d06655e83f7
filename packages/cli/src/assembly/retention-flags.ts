import { defaultRetention, type Retention } from '@spillway/core';
import { parseDuration } from '../flags/duration.ts';
import { type Flag, type FlagValues, parsedFlag } from '../flags/flag.ts';

const DAY_MS = 86_400_000;
const FOREVER = 'forever';

/** How long files are kept, for those who take them in. */
export const fileRetentionFlags: {
  readonly 'keep-inputs': Flag<number | null>;
  readonly 'keep-outputs': Flag<number | null>;
  readonly 'keep-others': Flag<number | null>;
} = {
  'keep-inputs': ageFlag('how long input files are kept', 'SPILLWAY_KEEP_INPUTS', defaultRetention.inputFilesMs),
  'keep-outputs': ageFlag(
    'how long output files are kept, with what retries need, from the end of their batch on',
    'SPILLWAY_KEEP_OUTPUTS',
    defaultRetention.outputFilesMs,
  ),
  'keep-others': ageFlag(
    'how long files of other purposes are kept',
    'SPILLWAY_KEEP_OTHERS',
    defaultRetention.otherFilesMs,
  ),
};

/** How long reports are kept, for those who coordinate. */
export const historyFlags: { readonly 'keep-history': Flag<number | null> } = {
  'keep-history': ageFlag(
    'how long reports on batches that ended are kept',
    'SPILLWAY_KEEP_HISTORY',
    defaultRetention.historyMs,
  ),
};

/** The same as retention of createSpillway. */
export function fileRetentionOf(flags: FlagValues<typeof fileRetentionFlags>): Partial<Retention> {
  return {
    inputFilesMs: flags['keep-inputs'],
    outputFilesMs: flags['keep-outputs'],
    otherFilesMs: flags['keep-others'],
  };
}

/** The same as retention of createSpillway. */
export function historyRetentionOf(flags: FlagValues<typeof historyFlags>): Partial<Retention> {
  return { historyMs: flags['keep-history'] };
}

function ageFlag(help: string, env: string, fallback: number | null): Flag<number | null> {
  return parsedFlag({
    help,
    env,
    value: 'TIME',
    wish: 'a duration such as 90d, or forever',
    fallback,
    fallbackText: fallback === null ? FOREVER : `${fallback / DAY_MS}d`,
    parse: parseAge,
  });
}

/** Null for ever. */
function parseAge(text: string): number | null | undefined {
  if (text.trim() === FOREVER) return null;
  const ms = parseDuration(text);
  return ms !== undefined && ms >= 1 ? Math.round(ms) : undefined;
}
