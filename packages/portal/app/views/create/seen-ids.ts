/** 4 million ids take 100 MB. */
const MOST = 2 ** 22;
/** Each grows by itself: one table of all would hold up the page for a second when it does. */
const TABLES = 256;

/**
 * The lines on which ids were first seen, by 64 bits of a hash: millions of texts would not fit into the memory of a page.
 * That two different ids among 4 million have the same hash happens once in a million files.
 */
export class SeenIds {
  readonly #tables = Array.from({ length: TABLES }, () => new HashTable());
  #count = 0;

  /** Whether there is no room for more, and new ones are passed over. */
  get isFull(): boolean {
    return this.#count >= MOST;
  }

  /** The line on which the id was seen before; remembers it as one of this line otherwise. */
  see(id: string, line: number): number | undefined {
    const [high, low] = hashOf(id);
    const table = this.#tables[high % TABLES] as HashTable;
    const seen = table.lineOf(high, low);
    if (seen !== 0) return seen;
    if (this.isFull) return undefined;
    this.#count++;
    table.add(high, low, line);
    return undefined;
  }
}

/** Lines by hashes, at most half of the places taken, so that a free one is always near. */
class HashTable {
  #size = 16;
  #high = new Uint32Array(this.#size);
  #low = new Uint32Array(this.#size);
  #lines = new Uint32Array(this.#size);
  #count = 0;

  /** 0 for none. */
  lineOf(high: number, low: number): number {
    return this.#lines[this.#placeOf(high, low)] as number;
  }

  add(high: number, low: number, line: number): void {
    if (2 * ++this.#count > this.#size) this.#grow();
    this.#put(high, low, line);
  }

  #put(high: number, low: number, line: number): void {
    const place = this.#placeOf(high, low);
    this.#high[place] = high;
    this.#low[place] = low;
    this.#lines[place] = line;
  }

  #placeOf(high: number, low: number): number {
    let place = low % this.#size;
    while (this.#lines[place] !== 0 && (this.#high[place] !== high || this.#low[place] !== low))
      place = (place + 1) % this.#size;
    return place;
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#lines];
    this.#size *= 2;
    this.#high = new Uint32Array(this.#size);
    this.#low = new Uint32Array(this.#size);
    this.#lines = new Uint32Array(this.#size);
    lines.forEach((line, at) => {
      if (line !== 0) this.#put(highs[at] as number, lows[at] as number, line);
    });
  }
}

/** Two runs of MurmurHash's mixing over the characters (cyrb53, with all of its 64 bits). Nobody is to be kept out by it. */
function hashOf(text: string): readonly [high: number, low: number] {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2_654_435_761);
    two = Math.imul(two ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return [two >>> 0, one >>> 0];
}
