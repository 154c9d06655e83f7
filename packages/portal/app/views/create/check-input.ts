import type { Problem } from '../../api/batch.ts';
import { checkLine } from './check-line.ts';

/** What a file turned out to hold. */
export interface CheckedInput {
  readonly requests: number;
  readonly firstLines: readonly string[];
  /** The first of them; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Paths that the lines name, the first being that of the first line. */
  readonly endpoints: readonly string[];
  readonly models: readonly string[];
  /** Whether the file is so large that only its beginning was read. */
  readonly partial: boolean;
}

const FIRST_LINES = 5;
const MOST_PROBLEMS = 100;
/** The server reads all of it; more here would only keep people waiting. */
const MOST_BYTES = 256_000_000;
const MOST_MODELS = 20;

/** Reads a file line by line. The page stays usable meanwhile. Throws when the signal aborts. */
export async function checkInput(file: Blob, signal: AbortSignal): Promise<CheckedInput> {
  const checker = new InputChecker();
  const read = file.slice(0, MOST_BYTES);
  const decoded = read
    .stream()
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>);
  let rest = '';
  for await (const chunk of decoded) {
    signal.throwIfAborted();
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) checker.add(line);
  }
  const partial = read.size < file.size;
  if (rest !== '' && !partial) checker.add(rest);
  return { ...checker.result(), partial };
}

class InputChecker {
  readonly #lineOfId = new Map<string, number>();
  readonly #endpoints = new Set<string>();
  readonly #models = new Set<string>();
  readonly #firstLines: string[] = [];
  readonly #problems: Problem[] = [];
  #problemCount = 0;
  #line = 0;
  #requests = 0;

  add(given: string): void {
    this.#line++;
    const line = given.trim();
    if (line === '') return;
    this.#requests++;
    if (this.#firstLines.length < FIRST_LINES) this.#firstLines.push(line);
    const { customId, url, model, problems } = checkLine(line);
    for (const problem of problems) this.#note(problem);
    if (customId !== undefined) this.#noteId(customId);
    if (url !== undefined) this.#noteUrl(url);
    if (model !== undefined && this.#models.size < MOST_MODELS) this.#models.add(model);
  }

  result(): Omit<CheckedInput, 'partial'> {
    if (this.#requests === 0) this.#note({ code: 'empty_file', param: null, message: 'The file holds no requests.' });
    return {
      requests: this.#requests,
      firstLines: this.#firstLines,
      problems: this.#problems,
      problemCount: this.#problemCount,
      endpoints: [...this.#endpoints],
      models: [...this.#models],
    };
  }

  #noteId(customId: string): void {
    const first = this.#lineOfId.get(customId);
    if (first === undefined) this.#lineOfId.set(customId, this.#line);
    else
      this.#note({
        code: 'duplicate_custom_id',
        param: 'custom_id',
        message: `custom_id is that of line ${first} already.`,
      });
  }

  #noteUrl(url: string): void {
    const [first] = this.#endpoints;
    if (first !== undefined && first !== url) {
      this.#note({ code: 'mismatched_url', param: 'url', message: `url is not that of the first line, ${first}.` });
    }
    if (this.#endpoints.size < MOST_MODELS) this.#endpoints.add(url);
  }

  #note(problem: Omit<Problem, 'line'>): void {
    this.#problemCount++;
    const line = this.#line === 0 ? null : this.#line;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ ...problem, line });
  }
}
