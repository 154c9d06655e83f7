import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { outlet } from './outlet.ts';

/** An outlet after a write that ended with this error. */
async function failedWith(code: string) {
  const error = Object.assign(new Error(code), { code });
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(error) });
  const lost: Error[] = [];
  const { write, ...rest } = outlet(stream as unknown as NodeJS.WriteStream, (error) => lost.push(error));
  const closed = new Promise((resolve) => stream.once('close', resolve));
  write('text');
  await closed;
  return { lost: lost.map(({ message }) => message), ...rest };
}

it('a reader that has left is no failure, and is noticed', async () => {
  expect((await failedWith('EPIPE')).lost).toEqual([]);
});

it('a full disk is told of, since what was written is missing', async () => {
  expect((await failedWith('ENOSPC')).lost).toEqual(['ENOSPC']);
});
