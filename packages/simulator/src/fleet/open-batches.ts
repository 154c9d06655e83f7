import type { DueWork } from '@spillway/core/fleet';
import type { BatchEnd, SimulatedBatch } from './simulated-fleet.ts';

const HOUR_MS = 3_600_000;

/** A batch that has arrived and is not done. */
export interface OpenBatch {
  readonly batch: SimulatedBatch;
  /** Work left, in replica-hours. */
  left: number;
}

/** The batches that are in the fleet, in the order in which they are worked: by deadline, priority and arrival. */
export class OpenBatches {
  readonly open: OpenBatch[] = [];
  readonly ends: BatchEnd[] = [];
  late = 0;
  refused = 0;
  arrivedHours = 0;
  /** Work that was left of late batches. */
  givenUpHours = 0;
  readonly #coming: SimulatedBatch[];

  constructor(batches: readonly SimulatedBatch[]) {
    this.#coming = batches.toSorted((one, other) => other.arrivesTick - one.arrivesTick);
  }

  /** Gives up what is past its deadline at the beginning of the tick. */
  expire(tick: number): void {
    for (let first = this.open[0]; first && first.batch.deadlineTick <= tick; first = this.open[0]) {
      this.open.shift();
      this.late += 1;
      this.givenUpHours += first.left;
      this.ends.push({ batch: first.batch, finishedHours: undefined });
    }
  }

  /** Lets in what arrives at the beginning of the tick, as far as `admitted` says so with each batch already in. */
  arrive(tick: number, admitted: () => boolean): void {
    for (let next = this.#coming.at(-1); next && next.arrivesTick <= tick; next = this.#coming.at(-1)) {
      this.#coming.pop();
      const fresh = { batch: next, left: next.hours };
      this.#insert(fresh);
      if (admitted()) {
        this.arrivedHours += next.hours;
      } else {
        this.open.splice(this.open.indexOf(fresh), 1);
        this.refused += 1;
      }
    }
  }

  /** The first batch is done; its work is settled with that. */
  finishFirst(atHours: number): void {
    const first = this.open.shift();
    if (first) this.ends.push({ batch: first.batch, finishedHours: atHours });
  }

  /** Nothing is open and nothing will come. */
  get over(): boolean {
    return this.open.length === 0 && this.#coming.length === 0;
  }

  leftHours(): number {
    return this.open.reduce((sum, { left }) => sum + left, 0);
  }

  /** As a policy sees it. */
  due(tickHours: number, unsettled: ReadonlyMap<OpenBatch, number>): DueWork[] {
    return this.open.map((entry) => ({
      createdAt: Math.round(entry.batch.arrivesTick * tickHours * HOUR_MS),
      deadlineAt: Math.round(entry.batch.deadlineTick * tickHours * HOUR_MS),
      totalHours: entry.batch.hours,
      leftHours: entry.left,
      unsettledHours: unsettled.get(entry) ?? 0,
    }));
  }

  #insert(fresh: OpenBatch): void {
    const at = this.open.findIndex((entry) => comesBefore(fresh.batch, entry.batch));
    this.open.splice(at < 0 ? this.open.length : at, 0, fresh);
  }
}

function comesBefore(one: SimulatedBatch, other: SimulatedBatch): boolean {
  return (one.deadlineTick - other.deadlineTick || other.priority - one.priority) < 0;
}
