import { SpillwayError, type SpillwayErrorOptions } from '../../errors/index.ts';

type Translation = Pick<SpillwayErrorOptions, 'code' | 'hint'>;

const full: Translation = {
  code: 'unavailable',
  hint: 'Free some space on the disk of the blob folder, or move the folder to a larger one.',
};
const forbidden: Translation = {
  code: 'unavailable',
  hint: 'Give the user of this process the right to read and write the blob folder.',
};
const exhausted: Translation = {
  code: 'unavailable',
  hint: 'Raise the limit of open files of this process (ulimit -n).',
};
const gone: Translation = {
  code: 'unavailable',
  hint: 'The blob folder was removed or its disk unmounted: bring it back.',
};
// Unlike an object store, a filesystem cannot have both `a` and `a/b`.
const occupied: Translation = {
  code: 'conflict',
  hint: 'A blob and a folder of blobs cannot have the same name: use another key.',
};

const translations: Readonly<Record<string, Translation>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  EMFILE: exhausted,
  ENFILE: exhausted,
  ENOENT: gone,
  ESTALE: gone,
  ENOTDIR: occupied,
  EISDIR: occupied,
  EEXIST: occupied,
  ENOTEMPTY: occupied,
  ENAMETOOLONG: { code: 'invalid_argument', hint: 'Use a shorter key, or a blob folder with a shorter path.' },
};
const unknown: Translation = { code: 'unavailable', hint: 'Look at the disk of the blob folder.' };

/** The code of a failed system call, undefined for any other error. */
export function diskCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}

/** What a failed system call means to callers of the blob storage. Errors of another kind come back as they are. */
function diskError(error: unknown): unknown {
  const code = diskCode(error);
  if (code === undefined || SpillwayError.is(error)) return error;
  return new SpillwayError(`The blob folder failed: ${(error as Error).message}`, {
    ...(translations[code] ?? unknown),
    cause: error,
  });
}

/** The promise of system calls, with their errors translated. */
export async function onDisk<T>(calls: Promise<T>): Promise<T> {
  try {
    return await calls;
  } catch (error) {
    throw diskError(error);
  }
}
