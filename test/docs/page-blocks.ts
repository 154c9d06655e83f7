import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page, with the output that the page shows right behind it. */
export interface PageBlock {
  readonly language: string;
  /** Line of the page on which its first line stands. */
  readonly line: number;
  readonly text: string;
  /** The `text` block that follows, `…` standing for whatever differs from run to run. */
  readonly shown: string | undefined;
}

/** The text of a page of `docs/`. */
export function readPage(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');
}

/** The blocks of a page in order; those that show output belong to the block before them. */
export function blocksOf(page: string): readonly PageBlock[] {
  const blocks: PageBlock[] = [];
  for (const { groups, index } of page.matchAll(/^```(?<language>\w*)[^\n]*\n(?<text>.*?)^```$/gms)) {
    const { language = '', text = '' } = groups ?? {};
    const last = blocks.at(-1);
    if (language === 'text' && last && last.shown === undefined) blocks[blocks.length - 1] = { ...last, shown: text };
    else blocks.push({ language, text, line: page.slice(0, index).split('\n').length + 1, shown: undefined });
  }
  return blocks;
}

/** The file that a block is to be saved as: the name in the comment on its first line. */
export function fileNameOf({ text }: PageBlock): string | undefined {
  return /^\/\/ (\S+\.m?[jt]s)\n/.exec(text)?.[1];
}
