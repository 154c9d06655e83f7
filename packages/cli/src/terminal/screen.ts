import type { TextStream } from './output.ts';

const sequence = '\u001b[';
const codes = {
  enter: `${sequence}?1049h${sequence}?25l`,
  leave: `${sequence}?25h${sequence}?1049l`,
  home: `${sequence}H`,
  restOfLine: `${sequence}K`,
  restOfScreen: `${sequence}J`,
} as const;

/** The second screen of a terminal: what stood on the first comes back when it is left. */
export class Screen {
  readonly #terminal: TextStream;
  #isOpen = false;

  constructor(terminal: TextStream) {
    this.#terminal = terminal;
  }

  /** Paints over what is there, without a flicker. No lines leave the screen. */
  show(lines: readonly string[]): void {
    if (lines.length > 0) this.#paint(lines);
    else if (this.#isOpen) this.#terminal.write(codes.leave);
    this.#isOpen = lines.length > 0;
  }

  #paint(lines: readonly string[]): void {
    const { rows = 24 } = this.#terminal;
    // What is erased behind a line that fills its row takes the last character with it.
    const seen = lines.slice(0, rows).map((line) => `${codes.restOfLine}${line}`);
    const below = seen.length < rows ? `\r\n${codes.restOfScreen}` : '';
    this.#terminal.write(`${this.#isOpen ? '' : codes.enter}${codes.home}${seen.join('\r\n')}${below}`);
  }
}
