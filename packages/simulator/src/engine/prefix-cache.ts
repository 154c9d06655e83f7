import { mix } from './seeded-random.ts';

/** Tokens in a block of the KV cache, vLLM's default. */
export const BLOCK_TOKENS = 16;

/** Characters of a token, on average: the tokenizer of a simulator. */
export const TOKEN_CHARACTERS = 4;

const BLOCK_CHARACTERS = BLOCK_TOKENS * TOKEN_CHARACTERS;

/** The blocks of recent prompts, each known by a hash of itself and of all before it, as vLLM keeps them. */
export class PrefixCache {
  readonly #halfBlocks: number;
  /**
   * Blocks used lately, and those used before them. When the first set is full the second is forgotten: nearly the
   * least recently used, at a tenth of the cost of keeping a Map in order.
   */
  #recent = new Set<number>();
  #older = new Set<number>();

  constructor(capacityBlocks: number) {
    this.#halfBlocks = Math.max(1, Math.floor(capacityBlocks / 2));
  }

  /**
   * How many tokens of the prompt are cached; the whole prompt is, from now on. The last token is always computed, so
   * the answer is below `promptTokens`.
   */
  use(prompt: string, promptTokens: number): number {
    const blocks = Math.floor(prompt.length / BLOCK_CHARACTERS);
    let key = { high: 0x9e3779b9, low: 0x85ebca6b };
    let hits = 0;
    for (let block = 0; block < blocks; block += 1) {
      key = blockKey(key, prompt, block * BLOCK_CHARACTERS);
      const known = this.#touch(key.high * 2 ** 21 + (key.low >>> 11));
      if (known && hits === block) hits += 1;
    }
    const spared = Math.floor((promptTokens - 1) / BLOCK_TOKENS);
    return Math.min(hits, spared) * BLOCK_TOKENS;
  }

  clear(): void {
    this.#recent = new Set();
    this.#older = new Set();
  }

  #touch(key: number): boolean {
    if (this.#recent.has(key)) return true;
    if (this.#recent.size >= this.#halfBlocks) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(key);
    return this.#older.has(key);
  }
}

interface BlockKey {
  readonly high: number;
  readonly low: number;
}

function blockKey(parent: BlockKey, prompt: string, from: number): BlockKey {
  let high = parent.high;
  let low = parent.low;
  for (let at = from; at < from + BLOCK_CHARACTERS; at += 2) {
    const word = prompt.charCodeAt(at) | (prompt.charCodeAt(at + 1) << 16);
    high = Math.imul(high ^ word, 0x01000193);
    low = Math.imul(low + word, 0x5bd1e995) ^ (low >>> 15);
  }
  return { high: mix(high, low), low: mix(low, high) };
}
