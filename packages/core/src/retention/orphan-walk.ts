import type { BlobPage, BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { OrphanKind } from './orphans.ts';
import { storageNow } from './storage-now.ts';
import type { Sweep } from './sweep.ts';

export interface OrphanWalkOptions {
  readonly blobs: Pick<BlobStorage, 'put' | 'list' | 'remove'>;
  readonly clock: Clock;
}

export const DAY_MS = 86_400_000;
const BLOBS_AT_ONCE = 1_000;

/** A walk over all blobs of a kind. */
interface Walk {
  readonly begunMs: number;
  /** Only what was put before may be an orphan: others may be about to be named. Unknown until there are any. */
  olderThanAt?: number;
  after?: string;
  over: boolean;
}

/**
 * Of blobs that no record names: their process died between putting and recording them. Looks at a page of keys in a round, and
 * begins again a day after it began. The place is kept in this process alone: whoever starts later walks again.
 */
export function sweepOrphans(kind: OrphanKind, { blobs, clock }: OrphanWalkOptions): Sweep {
  const { prefix } = kind;
  let walk: Walk | undefined;
  return {
    name: `sweep of ${prefix}`,
    async step() {
      if (walk?.over && clock.monotonic() - walk.begunMs < DAY_MS) return 'done';
      if (!walk || walk.over) walk = { begunMs: clock.monotonic(), over: false };
      const page = await blobs.list({
        prefix,
        limit: BLOBS_AT_ONCE,
        ...(walk.after !== undefined && { after: walk.after }),
      });
      const last = page.blobs.at(-1)?.key;
      if (last !== undefined) {
        walk.olderThanAt ??= ((await storageNow(blobs)) ?? 0) - DAY_MS;
        walk.after = later(last, await removeOrphans(kind, page, { blobs, olderThanAt: walk.olderThanAt }));
      }
      walk.over = !page.hasMore;
      return 'done';
    },
  };
}

/** Answers up to where more is known than the page says. */
async function removeOrphans(
  kind: OrphanKind,
  page: BlobPage,
  { blobs, olderThanAt }: { readonly blobs: OrphanWalkOptions['blobs']; readonly olderThanAt: number },
): Promise<string | undefined> {
  const old = page.blobs.filter(({ putAt }) => putAt < olderThanAt);
  if (old.length === 0) return undefined;
  const { orphans, knownTo } = await kind.judge(old);
  if (orphans.length > 0) await blobs.remove(orphans);
  return knownTo;
}

function later(key: string, other: string | undefined): string {
  return other !== undefined && other > key ? other : key;
}
