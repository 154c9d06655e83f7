import { expect, test } from 'vitest';
import { call } from '../../packages/cli/test/called-command.ts';
import { readPage } from './page-blocks.ts';
import { rowsUnder } from './page-tables.ts';

/** They start processes, or speak to none. */
const ofNoPortal = ['run', 'dev', 'serve', 'portal', 'coordinate', 'work', 'autoscale', 'simulate'];

test('what the portal does has its command, and every command for servers its place in the portal', async () => {
  const rows = rowsUnder(readPage('portal.md'), 'The same on the command line');
  const codes = rows.flatMap(([, commands = '']) => [...commands.matchAll(/`(?:spillway )?([^`]+)`/g)]);
  const told = codes.map(([, words = '']) => words.replace(/ (?:BATCH|REQUEST).*$/, ''));
  const { stdout } = await call(['--help']);
  const verbs = [...stdout.matchAll(/^ {2}([a-z-]+(?: [a-z-]+)?) {2,}/gm)].map(([, verb]) => verb ?? '');
  expect([...new Set(told)].toSorted()).toEqual(verbs.filter((verb) => !ofNoPortal.includes(verb)).toSorted());
});
