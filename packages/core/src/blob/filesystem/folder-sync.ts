import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskCode } from './disk-error.ts';

interface Turn {
  readonly running: Promise<void>;
  next: Promise<void> | undefined;
}

const maxKnownFolders = 4096;
// Windows cannot open a folder, and some network filesystems refuse to sync one; their renames are what they are.
const unsupported = ['EINVAL', 'ENOTSUP', 'ENOSYS', ...(process.platform === 'win32' ? ['EPERM', 'EISDIR'] : [])];

/**
 * Makes names in folders durable. Puts into one folder at the same time share its syncs: a sync covers every rename
 * that came before it began, so those who arrive while one runs wait for it and share the next.
 */
export class FolderSync {
  readonly #root: string;
  readonly #sync: (folder: string) => Promise<void>;
  readonly #turns = new Map<string, Turn>();
  /** Folders whose own names are durable, so that a put need not sync their parents. */
  readonly #known = new Set<string>();
  #forgotten = 0;

  constructor(root: string, sync: (folder: string) => Promise<void> = syncFolder) {
    this.#root = root;
    this.#sync = sync;
  }

  /** Resolves when every name that is in the folder now is durable, and so are the names of the folders above it. */
  async settle(folder: string): Promise<void> {
    await Promise.all([this.sync(folder), this.#settleAbove(folder)]);
  }

  /** Resolves when every name that is in the folder now is durable. */
  sync(folder: string): Promise<void> {
    const turn = this.#turns.get(folder);
    if (!turn) return this.#begin(folder);
    turn.next ??= turn.running.then(
      () => this.#begin(folder),
      () => this.#begin(folder),
    );
    return turn.next;
  }

  /** To be called before a missing folder and those above it are made: their names will have to be synced. */
  forget(folder: string): void {
    this.#forgotten += 1;
    for (let path = folder; path.length > this.#root.length; path = dirname(path)) this.#known.delete(path);
  }

  async #settleAbove(folder: string): Promise<void> {
    if (folder === this.#root || this.#known.has(folder)) return;
    const forgotten = this.#forgotten;
    await this.settle(dirname(folder));
    // The folder may have been removed and made again meanwhile. Knowing fewer only costs a sync.
    if (forgotten !== this.#forgotten) return;
    if (this.#known.size >= maxKnownFolders) this.#known.clear();
    this.#known.add(folder);
  }

  #begin(folder: string): Promise<void> {
    const turn: Turn = { running: this.#sync(folder), next: undefined };
    this.#turns.set(folder, turn);
    const end = (): void => {
      if (!turn.next) this.#turns.delete(folder);
    };
    turn.running.then(end, end);
    return turn.running;
  }
}

/** Syncs one folder. One that was removed meanwhile has no names left to be made durable. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = diskCode(error);
    if (code !== 'ENOENT' && !unsupported.includes(code ?? '')) throw error;
  }
}
