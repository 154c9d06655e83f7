/** The rows of the tables under a heading of a page, without their heads; each cell as it is written. */
export function rowsUnder(page: string, heading: string): readonly (readonly string[])[] {
  const [, section] = page.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`the page has no heading "${heading}"`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n');
  const rows = lines.filter((line, index) => line.startsWith('|') && !isHead(lines, index));
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

function isHead(lines: readonly string[], index: number): boolean {
  return [lines[index], lines[index + 1]].some((line) => line?.startsWith('|---'));
}

/** The text of a cell that is one piece of code; the cell itself when it is none. */
export function codeIn(cell: string | undefined): string {
  return /^`([^`]+)`$/.exec(cell ?? '')?.[1] ?? cell ?? '';
}
