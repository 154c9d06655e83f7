import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, fileNameOf, type PageBlock, readPage } from './page-blocks.ts';
import { runSnippets } from './page-snippets.ts';
import { ShellSession } from './shell-session.ts';
import { isShown } from './shown-output.ts';
import { openStandIns, type StandIns } from './stand-ins.ts';

/**
 * Does what a page tells its reader to do, in order, in one folder and one shell: saves the `ts` blocks that name a file,
 * runs the `sh` blocks, and compares what they say on stdout with the `text` block behind them. A block that ends in `&` goes on in
 * the background, and the page goes on once it has said what is shown. The `ts` blocks without a name run last.
 */
export async function followPage(name: string, signal: AbortSignal): Promise<void> {
  await using standIns = await openStandIns();
  await using shell = new ShellSession(standIns);
  const blocks = blocksOf(readPage(name));
  for (const block of blocks) {
    const text = standIns.localized(block.text);
    const file = fileNameOf(block);
    if (block.language === 'ts' && file !== undefined) writeFileSync(join(standIns.cwd, file), text);
    if (block.language !== 'sh') continue;
    await runBlock({ name, block, text, shell, standIns, signal });
  }
  await runSnippets({ name, blocks, standIns, signal });
}

interface RunBlockOptions {
  readonly name: string;
  readonly block: PageBlock;
  readonly text: string;
  readonly shell: ShellSession;
  readonly standIns: StandIns;
  readonly signal: AbortSignal;
}

async function runBlock({ name, block, text, shell, standIns, signal }: RunBlockOptions): Promise<void> {
  const { shown, line } = block;
  const commands = shell.run(text);
  const said = (): string => standIns.asOnPage(commands.said());
  const isAsShown = (): boolean => shown === undefined || isShown(shown, said());
  const complain = (why: string): Error => {
    const wish = shown === undefined ? '' : `\nThe page shows:\n${shown}`;
    return new Error(`docs/${name}:${line}: ${why}\nIt said:\n${said()}${commands.noted()}${wish}`);
  };
  if (text.trimEnd().endsWith('&')) {
    await commands.until(isAsShown, signal).catch(() => Promise.reject(complain('it never said what is shown')));
    return;
  }
  const end = await unlessAborted(commands.end, signal, () => complain('it did not end in time'));
  if (end.failedLine > 0) throw complain(`line ${end.failedLine} of the block failed`);
  if (end.status !== 0) throw complain(`it ended with ${end.status}`);
  if (!isAsShown()) throw complain('it did not say what is shown');
}

async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal, reason: () => Error): Promise<T> {
  const over = new AbortController();
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(reason()), { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    // The page's time ends after the page, too, when what it said is gone.
    over.abort();
  }
}
