import { closeSync, openSync, writeSync } from 'node:fs';
import type { BodyListener } from './options.ts';

const NEWLINE = 10;

/** Where the raw bodies go: nowhere, to a listener, or to a file that keeps each as one line. */
export class BodyLog {
  readonly #listener: BodyListener | undefined;
  #file: number | undefined;

  constructor(target: string | BodyListener | undefined) {
    this.#listener = typeof target === 'string' ? undefined : target;
    this.#file = typeof target === 'string' ? openSync(target, 'a') : undefined;
  }

  write(body: Buffer, requestId: string | undefined): void {
    this.#listener?.(body, requestId);
    // Synchronous, so that no line is lost when the process is killed.
    if (this.#file !== undefined) writeSync(this.#file, lineOf(body));
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }
}

/** A JSON body never starts like base64 does, so the two can be told apart. */
function lineOf(body: Buffer): Buffer {
  return body.includes(NEWLINE)
    ? Buffer.from(`${body.toString('base64')}\n`)
    : Buffer.concat([body, Buffer.of(NEWLINE)]);
}
