import assert from 'node:assert/strict';

export interface PageOfKeys {
  readonly keys: readonly string[];
  readonly hasMore: boolean;
}

/** The keys of all pages, read one after another; none comes twice, and a page that has more is not empty. */
export async function readPages(
  readPage: (position: { readonly after?: string }) => Promise<PageOfKeys>,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (let last: string | undefined; ; last = [...seen].at(-1)) {
    const { keys, hasMore } = await readPage(last === undefined ? {} : { after: last });
    assert.ok(keys.length > 0 || !hasMore, 'a page that has more is not empty');
    for (const key of keys) {
      assert.ok(!seen.has(key), `${key} comes once`);
      seen.add(key);
    }
    if (!hasMore) return [...seen];
  }
}
