import { type Clock, systemClock } from '@spillway/core/clock';

/** Time that can be held, and with it every answer of an engine that goes by it. */
export class HeldClock implements Pick<Clock, 'monotonic' | 'sleep'> {
  #heldAtMs: number | undefined;
  #lostMs = 0;
  #released = Promise.withResolvers<void>();

  monotonic(): number {
    return this.#heldAtMs ?? systemClock.monotonic() - this.#lostMs;
  }

  /** May end before its time when it was held meanwhile, as an engine allows. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(ms, signal);
    if (this.#heldAtMs !== undefined) await this.#released.promise;
  }

  hold(): void {
    this.#heldAtMs ??= this.monotonic();
  }

  release(): void {
    this.#lostMs = systemClock.monotonic() - this.monotonic();
    this.#heldAtMs = undefined;
    this.#released.resolve();
    this.#released = Promise.withResolvers();
  }
}
