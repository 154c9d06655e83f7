import { describe, expect, test } from 'vitest';
import { call } from '../../packages/cli/test/called-command.ts';
import { readPage } from '../docs/page-blocks.ts';

/** What stands as a command in the text of a page. */
function commandsOn(page: string): readonly string[] {
  return [...readPage(page).matchAll(/`spillway ([a-z][^`|]*)`/g)].map(([, words = '']) => words);
}

/** The verb, and what is said behind it. */
function partsOf(command: string): readonly [verb: readonly string[], flags: readonly string[], operand: string] {
  const words = command.split(' ');
  const behind = words.findIndex((word) => !/^[a-z]+(-[a-z]+)?$/.test(word));
  const verb = behind === -1 ? words : words.slice(0, behind);
  const flags = words.filter((word) => word.startsWith('--'));
  return [verb, flags, words.find((word, at) => /^[A-Z]+$/.test(word) && !words[at - 1]?.startsWith('--')) ?? ''];
}

describe.each(['runbook.md', 'monitoring.md'])('the commands in the text of %s', (page) => {
  test.each(commandsOn(page))('spillway %s is one, with these flags', async (command) => {
    const [verb, flags, operand] = partsOf(command);
    const { code, stdout } = await call([...verb, '--help']);
    const [usage = ''] = stdout.split('\n');
    expect([code, usage]).toEqual([0, expect.stringContaining(`spillway ${verb.join(' ')} `)]);
    expect(usage).toContain(operand);
    expect(flags.filter((flag) => !stdout.includes(`  ${flag} `))).toEqual([]);
  });
});
