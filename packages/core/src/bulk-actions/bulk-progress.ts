import type { BulkActionAdvance, BulkActionStep } from '../store/index.ts';
import type { BulkStepContext } from './bulk-step-context.ts';
import { addVerdict, type BulkTally, type TargetVerdict } from './bulk-tally.ts';

const UNRECORDED_AT_MOST = 50;

/** How far the holder of an action has come, and how much of it is recorded. */
export class BulkProgress {
  cursor: number;
  /** Whether there is a reason to act on: the fence is current, and nobody wants it cancelled. */
  goesOn: boolean;
  readonly #step: BulkActionStep;
  readonly #context: BulkStepContext;
  #tally: BulkTally;
  #held = true;
  #unrecorded = 0;
  #recordedMs: number;

  constructor(step: BulkActionStep, context: BulkStepContext) {
    this.#step = step;
    this.#context = context;
    this.#tally = step.action;
    this.#recordedMs = context.clock.monotonic();
    this.cursor = step.action.cursor;
    this.goesOn = step.action.cancelRequestedAt === null;
  }

  add(verdict: TargetVerdict): void {
    this.#tally = addVerdict(this.#tally, verdict);
    this.cursor++;
    this.#unrecorded++;
  }

  isToRecord(): boolean {
    const { clock, pace } = this.#context;
    return this.#unrecorded >= UNRECORDED_AT_MOST || clock.monotonic() - this.#recordedMs >= pace.actionRecordMs;
  }

  /** Without effect once the fence proved not to be current. */
  async record(next: BulkActionAdvance['next']): Promise<void> {
    if (!this.#held) return;
    const { counts, problems } = this.#tally;
    const record = await this.#context.actions.advance(this.#step, { cursor: this.cursor, counts, problems, next });
    this.#held = record !== undefined && next !== 'over' && 'leaseMs' in next;
    this.goesOn = this.#held && record?.cancelRequestedAt === null;
    this.#unrecorded = 0;
    this.#recordedMs = this.#context.clock.monotonic();
  }
}
