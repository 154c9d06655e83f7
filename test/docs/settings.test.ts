import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { codeIn, rowsUnder } from './page-tables.ts';
import { distinct, namesIn, sourceOf } from './sources.ts';

const command = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const verbs = ['serve', 'coordinate', 'work', 'dev', 'autoscale'] as const;
const page = readPage('operations.md');
const settings = rowsUnder(page, 'Settings');

describe.each(verbs)('the settings of %s', (verb) => {
  const rows = settings.filter(([, , , of]) => of === 'all' || of?.split(', ').includes(verb));

  test('are the flags of its help, with their variables and defaults', async () => {
    const said = await flagsOf(verb);
    const shown = rows.map(([flag, variable]) => [codeIn(flag), codeIn(variable)]);
    expect(shown.toSorted()).toEqual(said.map(({ flag, variable }) => [flag, variable]).toSorted());
    for (const { flag, fallback } of said) {
      const row = rows.find(([name]) => codeIn(name) === flag);
      if (fallback !== undefined) expect([flag, codeIn(row?.[2])]).toEqual([flag, fallback]);
    }
  });
});

test('the page names every variable that the command reads, and no other', () => {
  const read = namesIn(sourceOf('cli/src'), /\b(SPILLWAY_[A-Z_]+)\b/g);
  expect(distinct(settings.flatMap((row) => row.map(codeIn)).filter((cell) => /^SPILLWAY_\w+$/.test(cell)))).toEqual(
    read,
  );
});

interface HelpFlag {
  readonly flag: string;
  readonly variable: string;
  readonly fallback: string | undefined;
}

/** The flags that `--help` lists, but for itself. */
async function flagsOf(verb: string): Promise<readonly HelpFlag[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@spillway/source',
    command,
    verb,
    '--help',
  ]);
  const list = /\nFlags:\n(.*?)\n\n/s.exec(stdout)?.[1] ?? '';
  const flags = list.replaceAll(/\n {7,}/g, ' ').split('\n');
  return flags
    .filter((line) => !line.includes('--help'))
    .map((line) => ({
      flag: /--[\w-]+/.exec(line)?.[0] ?? line,
      variable: /(SPILLWAY_\w+)\)$/.exec(line)?.[1] ?? '',
      fallback: /\(default ([^;)]+)/.exec(line)?.[1],
    }));
}
