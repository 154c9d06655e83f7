/** Whether a program said what a page shows: its lines in this order, `…` standing for any text, alone for any lines. */
export function isShown(shown: string, said: string): boolean {
  const pattern = shown.trimEnd().split('\n').map(linePattern).join('');
  return new RegExp(`^${pattern}$`).test(`${visible(said).trimEnd()}\n`);
}

function linePattern(line: string): string {
  if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
  return `${line.trimEnd().split('…').map(literally).join('[^\\n]*?')}[^\\S\\n]*\\n`;
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What is left on a terminal: without colours, and of a line that was rewritten its last form. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what colours look like.
  return text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '').replaceAll(/[^\n]*\r(?!\n)/g, '');
}
