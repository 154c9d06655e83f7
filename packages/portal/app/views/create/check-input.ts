import type { BatchError } from '@spillway/api-types';
import { checkLine } from './check-line.ts';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import { SeenIds } from './seen-ids.ts';

/** What a file turned out to hold. */
export interface CheckedInput {
  readonly requests: number;
  readonly firstLines: readonly string[];
  /** The first of them; `problemCount` counts all. */
  readonly problems: readonly BatchError[];
  readonly problemCount: number;
  /** Paths that the lines name, the first being that of the first line. */
  readonly endpoints: readonly string[];
  readonly models: readonly string[];
  /** Bytes that were read: fewer than the file has when the reading was stopped. */
  readonly readBytes: number;
  /** Whether every custom_id was compared with all others. */
  readonly comparedAll: boolean;
}

/** What the server takes; undefined where it does not say. */
export interface InputLimits {
  readonly maxRequests?: number;
  readonly maxLineBytes?: number;
  readonly endpoints?: readonly string[];
}

export interface CheckOptions {
  /** Ends the reading; it throws then. */
  readonly signal: AbortSignal;
  /** Ends the reading; what was found so far is answered. */
  readonly stop?: AbortSignal;
  readonly limits?: InputLimits;
  /** Told how far it is, and waited for: nothing else happens on the page meanwhile. */
  readonly onRead?: (bytes: number) => Promise<void> | void;
}

const FIRST_LINES = 5;
const MOST_PROBLEMS = 100;
const MOST_MODELS = 20;

/** Reads a file line by line, whatever its size, in bounded memory. */
export async function checkInput(file: Blob, options: CheckOptions): Promise<CheckedInput> {
  const { signal, stop, limits = {}, onRead } = options;
  const checker = new InputChecker(limits);
  const lines = new LineSplitter();
  const decoder = new TextDecoder();
  const add = (line: SplitLine): void => checker.add(line);
  let readBytes = 0;
  for await (const chunk of file.stream() as AsyncIterable<Uint8Array>) {
    signal.throwIfAborted();
    if (stop?.aborted) return { ...checker.result(), readBytes };
    lines.push(decoder.decode(chunk, { stream: true }), add);
    readBytes += chunk.length;
    await onRead?.(readBytes);
  }
  lines.end(add);
  checker.end();
  return { ...checker.result(), readBytes };
}

class InputChecker {
  readonly #limits: InputLimits;
  readonly #seen = new SeenIds();
  readonly #endpoints = new Set<string>();
  readonly #models = new Set<string>();
  readonly #firstLines: string[] = [];
  readonly #problems: BatchError[] = [];
  #problemCount = 0;
  #line = 0;
  #requests = 0;

  constructor(limits: InputLimits) {
    this.#limits = limits;
  }

  add({ text, length, cut }: SplitLine): void {
    this.#line++;
    const line = text.trim();
    if (line === '') return;
    this.#requests++;
    if (this.#firstLines.length < FIRST_LINES) this.#firstLines.push(line);
    if (this.#isTooLong(length)) return;
    // Half a line is no JSON; what the server makes of it is known there.
    if (cut) return;
    const { customId, url, model, problems } = checkLine(line);
    for (const problem of problems) this.#note(problem);
    if (customId !== undefined) this.#noteId(customId);
    if (url !== undefined) this.#noteUrl(url);
    if (model !== undefined) this.#noteModel(model);
  }

  /** Behind the last line. */
  end(): void {
    if (this.#requests === 0) this.#note({ code: 'empty_file', param: null, message: 'The file holds no requests.' });
  }

  result(): Omit<CheckedInput, 'readBytes'> {
    this.#noteCount();
    return {
      requests: this.#requests,
      firstLines: this.#firstLines,
      problems: this.#problems,
      problemCount: this.#problemCount,
      endpoints: [...this.#endpoints],
      models: [...this.#models],
      comparedAll: !this.#seen.isFull,
    };
  }

  /** A character has a byte or more. */
  #isTooLong(length: number): boolean {
    const { maxLineBytes: most = Number.POSITIVE_INFINITY } = this.#limits;
    if (length <= most) return false;
    const message = `The line has more than ${most.toLocaleString('en')} bytes, the most that the server takes.`;
    this.#note({ code: 'line_too_long', param: null, message });
    return true;
  }

  #noteCount(): void {
    const { maxRequests: most = Number.POSITIVE_INFINITY } = this.#limits;
    if (this.#requests <= most) return;
    const message = `The file has more than ${most.toLocaleString('en')} requests, the most that one batch takes. Split it.`;
    this.#problemCount++;
    this.#problems.unshift({ code: 'too_many_tasks', param: null, message, line: null });
  }

  #noteId(customId: string): void {
    const first = this.#seen.see(customId, this.#line);
    if (first === undefined) return;
    const message = `custom_id is that of line ${first} already.`;
    this.#note({ code: 'duplicate_custom_id', param: 'custom_id', message });
  }

  #noteUrl(url: string): void {
    const [first] = this.#endpoints;
    if (first !== undefined && first !== url) {
      this.#note({ code: 'mismatched_url', param: 'url', message: `url is not that of the first line, ${first}.` });
    } else if (first === undefined) this.#noteEndpoint(url);
    if (this.#endpoints.size < MOST_MODELS) this.#endpoints.add(url);
  }

  #noteModel(model: string): void {
    const [first] = this.#models;
    if (first !== undefined && first !== model) {
      const message = `body.model is ${shown(model)}, but earlier lines name ${shown(first)}. Put each model in a file of its own.`;
      this.#note({ code: 'mismatched_model', param: 'body.model', message });
    }
    if (this.#models.size < MOST_MODELS) this.#models.add(model);
  }

  #noteEndpoint(url: string): void {
    const { endpoints } = this.#limits;
    if (!endpoints || endpoints.includes(url)) return;
    const message = `The server takes no ${url}, only ${endpoints.join(', ')}.`;
    this.#note({ code: 'mismatched_url', param: 'url', message });
  }

  #note(problem: Omit<BatchError, 'line'>): void {
    this.#problemCount++;
    const line = this.#line === 0 ? null : this.#line;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ ...problem, line });
  }
}

/** A name of others in a message, cut where it is long. */
function shown(name: string): string {
  return JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name);
}
