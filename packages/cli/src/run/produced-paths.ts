import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SpillwayError } from '@spillway/core';

/** Where the answers and the errors go. */
export interface ProducedPaths {
  readonly output: string;
  readonly errors: string;
}

export interface ProducedPathsOptions {
  readonly input: string;
  readonly output: string;
  readonly errors: string | undefined;
}

/** Complete paths, checked before any work is done: a run of hours must not end on a path that cannot be written. */
export async function producedPaths(options: ProducedPathsOptions): Promise<ProducedPaths> {
  const input = await realpath(options.input).catch(() => resolve(options.input));
  const output = await writablePath(options.output, '--output');
  const errors = await writablePath(options.errors ?? errorsBeside(options.output), '--errors');
  for (const [flag, path] of [
    ['--output', output],
    ['--errors', errors],
  ] as const) {
    if (path === input) throw refused(flag, `${flag} is the input itself.`, 'Name another file.');
  }
  if (output === errors)
    throw refused('--errors', 'Answers and errors cannot go to one file.', 'Name another file with --errors.');
  return { output, errors };
}

/** The complete path of a file that is to be written, checked likewise. */
export function producedPath(path: string): Promise<string> {
  return writablePath(path, '--output');
}

/** `out.jsonl` has its errors in `out.errors.jsonl`. */
function errorsBeside(output: string): string {
  return `${output.replace(/\.jsonl$/i, '')}.errors.jsonl`;
}

async function writablePath(path: string, flag: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  // A finished file is put in place by a rename, which must not hit a device, a pipe or a folder.
  if (found && !found.isFile())
    throw refused(flag, `${path} is no regular file.`, 'Name a file that exists or can be made.');
  const complete = found ? await realpath(path) : resolve(path);
  const folder = dirname(complete);
  await access(folder, constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : 'cannot be written to';
    throw refused(flag, `The folder ${folder} of ${flag} ${why}.`, 'Make it, or name another.');
  });
  return found ? complete : join(await realpath(folder), basename(complete));
}

function refused(param: string, message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, hint });
}
