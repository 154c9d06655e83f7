import { describe, expect, test } from 'vitest';
import { FolderSync } from './folder-sync.ts';

/** Syncs that end when the test says so. */
function heldSyncs(): {
  readonly names: FolderSync;
  readonly begun: readonly string[];
  readonly end: (error?: Error) => Promise<void>;
} {
  const begun: string[] = [];
  const running: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const names = new FolderSync('/root', (folder) => {
    begun.push(folder);
    return new Promise((resolve, reject) => running.push({ resolve, reject }));
  });
  const end = async (error?: Error): Promise<void> => {
    const sync = running.shift();
    if (error) sync?.reject(error);
    else sync?.resolve();
    await new Promise(setImmediate);
  };
  return { names, begun, end };
}

/** Whether the promise has resolved by now. */
function watched(promise: Promise<void>): () => boolean {
  let resolved = false;
  promise.then(
    () => {
      resolved = true;
    },
    () => {},
  );
  return () => resolved;
}

describe('folder syncs', () => {
  test('those who come while a sync runs wait for the next one and share it', async () => {
    const { names, begun, end } = heldSyncs();
    const first = watched(names.sync('/root'));
    const second = watched(names.sync('/root'));
    const third = watched(names.sync('/root'));
    expect(begun).toEqual(['/root']);
    await end();
    expect([first(), second(), third()]).toEqual([true, false, false]);
    expect(begun).toEqual(['/root', '/root']);
    const fourth = watched(names.sync('/root'));
    await end();
    expect([second(), third(), fourth()]).toEqual([true, true, false]);
    await end();
    expect(fourth()).toBe(true);
    expect(begun).toHaveLength(3);
  });

  test('a sync that fails fails only those who waited for it', async () => {
    const { names, end } = heldSyncs();
    const first = names.sync('/root');
    const second = names.sync('/root');
    const failure = expect(first).rejects.toThrow('EIO');
    await end(new Error('EIO'));
    await failure;
    await end();
    await second;
  });

  test('a folder is settled when the names of all folders above it are, and those only once', async () => {
    const { names, begun, end } = heldSyncs();
    const settled = watched(names.settle('/root/a/b'));
    expect([...begun].sort()).toEqual(['/root', '/root/a', '/root/a/b']);
    await end();
    await end();
    expect(settled()).toBe(false);
    await end();
    expect(settled()).toBe(true);
    void names.settle('/root/a/b');
    expect(begun.slice(3)).toEqual(['/root/a/b']);
  });

  test('a folder that is made again has its name synced again', async () => {
    const { names, begun, end } = heldSyncs();
    void names.settle('/root/a');
    await end();
    await end();
    names.forget('/root/a');
    void names.settle('/root/a');
    expect(begun.slice(2).sort()).toEqual(['/root', '/root/a']);
  });

  test('a folder that is made again while its name is synced is not taken for known', async () => {
    const { names, begun, end } = heldSyncs();
    void names.settle('/root/a');
    names.forget('/root/a');
    await end();
    await end();
    void names.settle('/root/a');
    expect(begun.slice(2).sort()).toEqual(['/root', '/root/a']);
  });
});
