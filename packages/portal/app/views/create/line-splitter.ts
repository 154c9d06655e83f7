/** Longer ones are not kept: nothing of this size is a request, and the page has only so much memory. */
const MOST_CHARACTERS = 64 * 1024 ** 2;

/** What a line turned out to be; of one that is too long its beginning. */
export interface SplitLine {
  readonly text: string;
  readonly length: number;
  readonly cut: boolean;
}

/** Lines of a text that comes in pieces, however long they are. */
export class LineSplitter {
  #pieces: string[] = [];
  #length = 0;

  /** Tells of each line that ends in the piece. */
  push(piece: string, onLine: (line: SplitLine) => void): void {
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      this.#keep(piece.slice(from, end));
      onLine(this.#take());
      from = end + 1;
    }
    this.#keep(piece.slice(from));
  }

  /** Tells of what stands behind the last line feed. */
  end(onLine: (line: SplitLine) => void): void {
    if (this.#length > 0) onLine(this.#take());
  }

  #keep(piece: string): void {
    if (this.#length <= MOST_CHARACTERS) this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #take(): SplitLine {
    const [text, length] = [this.#pieces.join(''), this.#length];
    this.#pieces = [];
    this.#length = 0;
    return { text, length, cut: length > MOST_CHARACTERS };
  }
}
