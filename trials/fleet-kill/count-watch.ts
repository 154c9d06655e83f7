import { setTimeout as pause } from 'node:timers/promises';
import type { BatchCounts } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import type { StoreKind } from '../places/trial-store.ts';
import type { OpenCountsReader, SeenCounts } from './counts-reader.ts';
import { openPostgresCounts } from './postgres-counts.ts';
import { storeCounts } from './store-counts.ts';

export interface CountWatchOptions {
  readonly kind: StoreKind;
  readonly url: string;
  readonly tenant: string;
}

/** Compares the counts that anybody can get with the rows that anybody can see, at one moment each time. */
export class CountWatch {
  readonly #open: OpenCountsReader;
  /** Comparisons of one batch's counts with its rows. */
  compared = 0;
  /** Comparisons while some, but not all, of the batch's requests had an outcome. */
  comparedMidway = 0;
  /** Polls that the database did not answer. */
  unanswered = 0;
  /** Sentences; none when they were always equal. */
  readonly faults: string[] = [];

  constructor({ kind, url, tenant }: CountWatchOptions) {
    this.#open = async () =>
      kind === 'postgres' ? openPostgresCounts(url, tenant) : storeCounts(createRedisStore({ url }), tenant);
  }

  async watch(ids: readonly string[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#watchUntilBroken(ids, signal).catch(() => this.unanswered++);
      await pause(100);
    }
  }

  async #watchUntilBroken(ids: readonly string[], signal: AbortSignal): Promise<void> {
    await using reader = await this.#open();
    while (!signal.aborted) {
      for (const seen of await reader.read(ids)) this.#compare(seen);
      await pause(50);
    }
  }

  #compare({ id, said, found }: SeenCounts): void {
    this.compared++;
    if (said.open > 0 && said.open < said.total) this.comparedMidway++;
    const [counts, rows] = [JSON.stringify(inOrder(said)), JSON.stringify(inOrder(found))];
    if (counts !== rows) this.faults.push(`${id} says ${counts} and has rows ${rows}`);
  }
}

function inOrder(counts: BatchCounts): readonly number[] {
  const { total, open, succeeded, failed, deadLettered, expired, cancelled } = counts;
  return [total, open, succeeded, failed, deadLettered, expired, cancelled];
}
