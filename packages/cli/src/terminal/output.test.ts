import { describe, expect, it } from 'vitest';
import { createOutput, type Output } from './output.ts';

function outputs(options: { readonly json: boolean; readonly isTTY: boolean }): { output: Output; said: string[] } {
  const said: string[] = [];
  const stream = (name: string) => ({
    write: (text: string) => said.push(`${name}:${text}`),
    isTTY: options.isTTY,
    columns: 20,
  });
  return { output: createOutput({ stdout: stream('out'), stderr: stream('err'), json: options.json }), said };
}

describe('output', () => {
  it('for people, results go to stdout and remarks to stderr', () => {
    const { output, said } = outputs({ json: false, isTTY: false });
    output.event({ event: 'ready' }, 'ready');
    output.note('by the way');
    output.live('never seen');
    expect(said).toEqual(['out:ready\n', 'err:by the way\n']);
  });

  it('for programs, stdout holds one object a line and nothing else', () => {
    const { output, said } = outputs({ json: true, isTTY: true });
    output.event({ event: 'ready', url: 'x' }, 'ready');
    output.note('by the way');
    output.live('never seen');
    output.log({ level: 'warn' }, 'warn');
    expect(said).toEqual(['out:{"event":"ready","url":"x"}\n', 'err:{"level":"warn"}\n']);
  });

  it('on a terminal a remark stands above the live line, which is cut to the width', () => {
    const { output, said } = outputs({ json: false, isTTY: true });
    output.live('1234567890123456789012345');
    output.note('note');
    output.live('');
    output.note('end');
    const erase = '\r\u001b[2K';
    expect(said).toEqual([
      'err:1234567890123456789',
      `err:${erase}note\n1234567890123456789`,
      `err:${erase}`,
      'err:end\n',
    ]);
  });
});
