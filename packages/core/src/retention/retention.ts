import { SpillwayError } from '../errors/index.ts';

/** How long things are kept of which nobody said it. Each is a span in milliseconds; null keeps them for good. */
export interface Retention {
  /** Input files (purpose `batch`), from their upload on; 30 days by default. While a batch reads one, it stays. */
  readonly inputFilesMs: number | null;
  /**
   * Output and error files, from the end of their batch on; 30 days by default. What results and retries are read from
   * goes with them. Kept by the batches that are created from now on.
   */
  readonly outputFilesMs: number | null;
  /** Uploaded files of other purposes; for good by default. */
  readonly otherFilesMs: number | null;
  /** Reports on batches that ended, and bulk actions that ended; 90 days by default. */
  readonly historyMs: number | null;
}

const DAY_MS = 86_400_000;

/** What is kept of a Spillway of which nothing else is said. */
export const defaultRetention: Retention = Object.freeze({
  inputFilesMs: 30 * DAY_MS,
  outputFilesMs: 30 * DAY_MS,
  otherFilesMs: null,
  historyMs: 90 * DAY_MS,
});

/** With the defaults. Throws `invalid_argument` for a span that is unknown or cannot work, by its name. */
export function completeRetention(given: Partial<Retention> = {}): Retention {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of said) {
    if (!Object.hasOwn(defaultRetention, name)) {
      const hint = `What may be said is ${Object.keys(defaultRetention).join(', ')}.`;
      throw refusal(name, 'is not known', hint);
    }
    if (value === null || (Number.isSafeInteger(value) && Number(value) > 0)) continue;
    throw refusal(name, `must be a whole number above 0, or null, and is ${String(value)}`);
  }
  return Object.freeze({ ...defaultRetention, ...Object.fromEntries(said) });
}

/** How long a file is kept that somebody uploads: as long as was asked, else as the installation keeps such files. */
export function fileLifeMs(
  { expiresInMs, purpose = 'batch' }: { readonly expiresInMs?: number | null; readonly purpose?: string },
  { inputFilesMs, otherFilesMs }: Retention,
): number | null {
  if (expiresInMs !== undefined) return expiresInMs;
  return purpose === 'batch' ? inputFilesMs : otherFilesMs;
}

function refusal(name: string, why: string, hint?: string): SpillwayError {
  const param = `retention.${name}`;
  return new SpillwayError(`${param} ${why}.`, {
    code: 'invalid_argument',
    param,
    ...(hint !== undefined && { hint }),
  });
}
