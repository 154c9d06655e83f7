import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileNameOf, type PageBlock } from './page-blocks.ts';
import { isShown } from './shown-output.ts';
import type { StandIns } from './stand-ins.ts';

const runner = fileURLToPath(new URL('run-snippets.ts', import.meta.url));
const end = '---- end of snippet ----';

export interface RunSnippetsOptions {
  readonly name: string;
  readonly blocks: readonly PageBlock[];
  readonly standIns: StandIns;
  readonly signal: AbortSignal;
}

/** Runs the `ts` blocks of a page that name no file, and compares what each says with what is shown behind it. */
export async function runSnippets({ name, blocks, standIns, signal }: RunSnippetsOptions): Promise<void> {
  const snippets = blocks.filter((block) => block.language === 'ts' && fileNameOf(block) === undefined);
  if (snippets.length === 0) return;
  const paths = snippets.map((block) => writeSnippet(name, block, standIns));
  const { cwd, env } = standIns;
  const options = { cwd, env: { ...env, SNIPPET_END: end }, signal };
  const { stdout } = await promisify(execFile)(process.execPath, [runner, ...paths], options);
  const said = standIns.asOnPage(stdout).split(`${end}\n`);
  for (const [index, { line, shown }] of snippets.entries()) {
    if (shown === undefined || isShown(shown, said[index] ?? '')) continue;
    throw new Error(`docs/${name}:${line}: it did not say what is shown\nIt said:\n${said[index]}\nShown:\n${shown}`);
  }
}

/** With the line numbers of the page, so that an error names the right one. */
function writeSnippet(name: string, { text, line }: PageBlock, { cwd, localized }: StandIns): string {
  const path = join(cwd, `${name}-${line}.ts`);
  writeFileSync(path, `${'\n'.repeat(line - 1)}${localized(text)}export {};\n`);
  return path;
}
