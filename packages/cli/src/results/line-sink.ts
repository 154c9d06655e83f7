import { open } from 'node:fs/promises';
import type { Output } from '../terminal/output.ts';

/** Where lines of results go. */
export interface LineSink extends AsyncDisposable {
  /** Resolves once they are there; false when nobody wants more. */
  write(bytes: Uint8Array): Promise<boolean>;
}

/** Lines are printed as they are. */
export function printedLines(output: Output): LineSink {
  return { write: (bytes) => output.data(bytes), async [Symbol.asyncDispose]() {} };
}

/**
 * Lines go into a file that can be read while it grows: a new one, or behind what an earlier call wrote. What was there
 * stays until there is something to write in its place: a mistyped batch must not cost the answers of another.
 */
export async function filedLines(path: string, { goOn }: { readonly goOn: boolean }): Promise<LineSink> {
  const file = await open(path, 'a');
  let begun = goOn;
  // Pipes and devices cannot be synced. What could not be written is not either: that would hide why.
  let syncs = (await file.stat()).isFile();
  return {
    async write(bytes) {
      if (!begun) await empty(path);
      begun = true;
      await file.writeFile(bytes).catch((error) => {
        syncs = false;
        throw error;
      });
      return true;
    },
    async [Symbol.asyncDispose]() {
      if (syncs) await file.sync();
      await file.close();
    },
  };
}

/** By opening it: pipes and devices cannot be truncated. */
async function empty(path: string): Promise<void> {
  await (await open(path, 'w')).close();
}
