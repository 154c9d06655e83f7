import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ShellSession } from './shell-session.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'spillway-shell-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function open(): ShellSession {
  return new ShellSession({ cwd, env: { PATH: process.env.PATH ?? '' } });
}

describe('a session', () => {
  test('keeps variables and folder from block to block', async () => {
    await using shell = open();
    await shell.run('name=value\nmkdir inner && cd inner\n').end;
    const commands = shell.run('echo "$name in $(basename "$PWD")"\n');
    expect(await commands.end).toEqual({ status: 0, failedLine: 0 });
    expect(commands.said()).toBe('value in inner\n');
  });

  test('names the first line that failed, also in the midst of a block', async () => {
    await using shell = open();
    expect(await shell.run('true\nfalse\nls nothing\ntrue\n').end).toEqual({ status: 0, failedLine: 2 });
    expect(await shell.run('false || true\nif false; then true; fi\n').end).toEqual({ status: 0, failedLine: 0 });
  });

  test('keeps what is said and what is noted apart', async () => {
    await using shell = open();
    const commands = shell.run('echo answer; echo progress >&2\n');
    await commands.end;
    expect([commands.said(), commands.noted()]).toEqual(['answer\n', 'progress\n']);
  });

  test('waits for what a program in the background says, and ends it with the session', async () => {
    const gone = join(cwd, 'gone');
    {
      await using shell = open();
      const server = `trap 'touch ${gone}; exit' TERM; tail -f /dev/null & echo ready; wait`;
      const commands = shell.run(`bash -c "${server}" &\n`);
      await commands.until((said) => said === 'ready\n', AbortSignal.timeout(50_000));
      expect(existsSync(gone)).toBe(false);
    }
    expect(existsSync(gone)).toBe(true);
  });

  test('rejects when a block ends its shell', async () => {
    const shell = open();
    await expect(shell.run('exit 3\n').end).rejects.toThrow('ended its shell');
  });
});
