import type { BlobPage, BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import type { Judgement, OrphanKind } from './orphans.ts';
import { removeEach } from './remove-each.ts';
import { storageNow } from './storage-now.ts';
import type { Sweep } from './sweep.ts';

export interface OrphanWalkOptions {
  readonly blobs: Pick<BlobStorage, 'put' | 'list' | 'remove' | 'ping'>;
  readonly clock: Clock;
  readonly onRemoved: OnRemoved;
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
 * begins again a day after it began. The place is kept in this process alone: whoever starts later walks again. What cannot be
 * removed is told of, and left to the next walk.
 */
export function sweepOrphans(kind: OrphanKind, { blobs, clock, onRemoved }: OrphanWalkOptions): Sweep {
  const { prefix } = kind;
  let walk: Walk | undefined;
  return {
    name: `sweep of ${prefix}`,
    async step(signal) {
      if (walk?.over && clock.monotonic() - walk.begunMs < DAY_MS) return 'done';
      if (!walk || walk.over) walk = { begunMs: clock.monotonic(), over: false };
      const page = await blobs.list({
        prefix,
        limit: BLOBS_AT_ONCE,
        ...(walk.after !== undefined && { after: walk.after }),
      });
      const last = page.blobs.at(-1)?.key;
      let failed: ReadonlyMap<string, unknown> = new Map();
      if (last !== undefined) {
        walk.olderThanAt ??= ((await storageNow(blobs)) ?? 0) - DAY_MS;
        const { orphans, knownTo } = await judgeOld(kind, page, walk.olderThanAt);
        failed = await removeEach(orphans, { removeBytes: (keys) => blobs.remove(keys), blobs, signal });
        onRemoved(orphans.length - failed.size);
        walk.after = later(last, knownTo);
      }
      walk.over = !page.hasMore;
      const [why] = failed.values();
      if (failed.size > 0) throw why;
      return 'done';
    },
  };
}

async function judgeOld(kind: OrphanKind, page: BlobPage, olderThanAt: number): Promise<Judgement> {
  const old = page.blobs.filter(({ putAt }) => putAt < olderThanAt);
  return old.length > 0 ? kind.judge(old) : { orphans: [] };
}

function later(key: string, other: string | undefined): string {
  return other !== undefined && other > key ? other : key;
}
