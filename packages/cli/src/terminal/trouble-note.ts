import type { Output } from './output.ts';

/** Says that something is tried again: once, however often it takes. */
export class TroubleNote {
  readonly #output: Output;
  #said = false;

  constructor(output: Output) {
    this.#output = output;
  }

  say({ message }: Error): void {
    if (!this.#said) this.#output.log({ level: 'warn', message }, `${message} The batch goes on; trying again.`);
    this.#said = true;
  }

  /** It works again; the next trouble is another one. */
  end(): void {
    this.#said = false;
  }
}
