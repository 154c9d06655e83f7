import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { orAborted } from '../or-aborted.ts';
import type { SelfDescription } from '../self-description.ts';
import type { Store } from '../store/index.ts';

/** How a part of the installation is. */
export interface PartHealth {
  /** What it says of itself: `PostgreSQL`, `folder`; `unknown` when it does not. */
  readonly kind: string;
  readonly status: 'ok' | 'unavailable';
  /** What an answer took; null when there was none. */
  readonly latencyMs: number | null;
  /** Version and place, or why it is unavailable. Holds no secret. */
  readonly detail: string | null;
}

/** The installation, as this process reaches it. */
export interface SystemHealth {
  readonly database: PartHealth;
  readonly storage: PartHealth & {
    /** Bytes that can still be put; null where the storage knows no bound. */
    readonly freeBytes: number | null;
  };
}

export interface SystemOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly clock: Clock;
}

/** Whoever looks wants to know soon. */
const PATIENCE_MS = 2_000;

/** Looks at the database and the storage, both at once. It never rejects. */
export function createSystemLook(options: SystemOptions): () => Promise<SystemHealth> {
  const { store, blobs } = options;
  const [lookAtStore, lookAtBlobs] = [createPartLook(store, options), createPartLook(blobs, options)];
  return async () => {
    const [database, storage, freeBytes] = await Promise.all([
      lookAtStore(),
      lookAtBlobs(),
      within(options, async () => (await blobs.freeBytes?.()) ?? null).catch(() => null),
    ]);
    return { database, storage: { ...storage, freeBytes } };
  };
}

type Part = Pick<Store | BlobStorage, 'ping'> & { describe?(): Promise<SelfDescription> };

function createPartLook(part: Part, options: SystemOptions): () => Promise<PartHealth> {
  const { clock } = options;
  // What is away cannot say what it is.
  let kind = 'unknown';
  return async () => {
    const beganMs = clock.monotonic();
    try {
      await within(options, (signal) => part.ping(signal));
      const latencyMs = clock.monotonic() - beganMs;
      const said = await within(options, async () => part.describe?.()).catch(() => undefined);
      kind = said?.kind ?? kind;
      return { kind, status: 'ok', latencyMs, detail: said?.detail ?? null };
    } catch (error) {
      // What is no error of ours may say anything, and passwords stand in URLs.
      const detail = SpillwayError.is(error) ? error.message : 'It failed in an unexpected way.';
      return { kind, status: 'unavailable', latencyMs: null, detail };
    }
  };
}

async function within<Answer>(
  { clock }: SystemOptions,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const over = new AbortController();
  const late = new SpillwayError(`It did not answer within ${PATIENCE_MS} ms.`, { code: 'timeout' });
  void clock.sleep(PATIENCE_MS, over.signal).then(() => over.abort(late));
  try {
    return await orAborted(ask(over.signal), over.signal);
  } finally {
    over.abort();
  }
}
