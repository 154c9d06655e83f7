import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { call } from './called-command.ts';
import { runCommand } from './started-program.ts';

const verbs = [
  ...['run', 'dev', 'submit', 'watch', 'top', 'ls', 'show', 'results', 'cancel', 'retry', 'clone'],
  ...['files ls', 'files upload', 'files get', 'files content', 'files rm'],
  ...['serve', 'coordinate', 'work', 'doctor', 'keys create', 'keys list', 'keys revoke', 'tenants ls', 'tenants set'],
];

describe('the command line', () => {
  it.each(verbs)(
    'spillway %s --help shows usage, flags, defaults, variables, examples and exit codes',
    async (verb) => {
      const { code, stdout, stderr } = await call([...verb.split(' '), '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: spillway ${verb}`);
      for (const part of [
        '--json',
        '--data-dir',
        'default .spillway',
        'SPILLWAY_DATA_DIR',
        'Examples:',
        'Exit codes:',
      ]) {
        expect(stdout).toContain(part);
      }
    },
  );

  it('help for the whole command lists every verb', async () => {
    const { code, stdout } = await call(['--help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });

  it.each([
    [['files', '--help'], 0],
    [['help', 'files'], 0],
    [['files'], 1],
  ])('%j lists the verbs of two words', async (args, code) => {
    const said = await call(args);
    expect(said).toMatchObject({ code, [code === 0 ? 'stdout' : 'stderr']: expect.stringMatching(/^ {2}files rm /m) });
  });

  it('help for a verb of two words is its page', async () => {
    expect((await call(['help', 'files', 'ls'])).stdout).toBe((await call(['files', 'ls', '--help'])).stdout);
  });

  it('without a verb it prints the help to stderr and exits 1', async () => {
    expect(await call([])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Usage: spillway') });
  });

  it('the version is that of the packages', async () => {
    expect(await call(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    [['rnu'], 'There is no verb "rnu".', 'Did you mean spillway run?'],
    [['fils'], 'There is no verb "fils".', 'Did you mean spillway files?'],
    [['files', 'lst'], 'There is no verb "files lst".', 'Did you mean spillway files ls?'],
    [['keys', 'xyzzy'], 'There is no verb "keys xyzzy".', 'The verbs are keys create, keys list, keys revoke.'],
    [['show'], 'It takes one BATCH or REQUEST.', 'Write: spillway show BATCH|REQUEST'],
    [['top', 'batch_abc'], 'It takes nothing but flags, not "batch_abc".', 'Write: spillway top'],
    [['retry', 'batch_abc', '--status', 'queued'], '--status needs one or more of failed', ''],
    [['submit', 'in.jsonl', '--metadata', 'x'], '--metadata needs KEY=VALUE, not "x".', ''],
    [['serv'], 'There is no verb "serv".', 'Did you mean spillway serve?'],
    [['run', 'in', '--ouput', 'x'], 'There is no flag "--ouput".', 'Did you mean --output?'],
    [['dev', '--prot', '1'], 'There is no flag "--prot".', 'Did you mean --port?'],
    [['dev', '--port', 'http'], '--port needs a whole number from 0 to 65535, not "http".', ''],
    [['dev', '--speed', '0'], '--speed needs a number above 0, or inf, not "0".', ''],
    [['work', '--pool', 'spto'], '--pool needs spot or dedicated, not "spto".', ''],
    [['run', 'in.jsonl', '-o'], "-o, --output <value>' argument missing", ''],
  ])('%j exits 1 with the reason and no stack', async (args, reason, hint) => {
    const { code, stdout, stderr } = await call(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a bad variable is named as the source', async () => {
    const { code, stderr } = await call(['dev'], { env: { SPILLWAY_PORT: 'eighty' } });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SPILLWAY_PORT needs a whole number'),
    });
  });

  it('with --json an error is one line on stdout', async () => {
    const { code, stdout, stderr } = await call(['run', 'in.jsonl', '-o', 'out.jsonl', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ event: 'error', code: 'invalid_argument', param: '--engine' });
  });

  it.each([
    [['serve'], '--no-auth'],
    [['serve', '--no-auth', '--host', '0.0.0.0'], 'loopback'],
    [['dev', '--no-auth', '--host', '192.168.0.1'], 'loopback'],
    [['dev', '--no-auth', '--api-key', 'a-key-of-some-length'], 'contradict'],
    [['work', '--engine', 'http://127.0.0.1:8000'], '--pool spot'],
    [['work', '--pool', 'spot'], '--engine'],
    [['run', 'in.jsonl', '-o', 'out.jsonl'], '--simulate'],
    [['run', 'in.jsonl', '-o', 'out.jsonl', '--simulate', '--engine', 'http://h'], 'contradict'],
    [['run', '-o', 'out.jsonl', '--simulate'], 'INPUT'],
    [['run', 'absent.jsonl', '-o', 'out.jsonl', '--simulate'], 'does not exist'],
    [['run', '/dev/null', '-o', 'out.jsonl', '--simulate'], 'no regular file'],
    [['run', 'absent.jsonl', '-o', '/dev/null', '--simulate'], 'no regular file'],
    [['run', 'absent.jsonl', '-o', '/absent/out.jsonl', '--simulate'], 'does not exist'],
    [['run', 'absent.jsonl', '-o', 'absent.jsonl', '--simulate'], 'the input itself'],
    [['run', 'absent.jsonl', '-o', 'a.jsonl', '--errors', 'a.jsonl', '--simulate'], 'one file'],
  ])('%j is refused with a hint before anything is made', async (args, hint) => {
    const { code, stderr } = await call(args);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(hint) });
  });

  it('the installed program answers like the function', async () => {
    const { code, stdout, stderr } = await runCommand(['runn', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ event: 'error', hint: 'Did you mean spillway run?' });
  });

  it.skipIf(process.platform !== 'linux')(
    'a full disk behind its output is an error, also for the last word',
    async () => {
      const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
      const line = '"$0" --conditions=@spillway/source "$1" --help > /dev/full';
      const { status, stderr } = spawnSync('sh', ['-c', line, process.execPath, main], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([1, expect.stringContaining('The disk is full')]);
    },
  );
});
