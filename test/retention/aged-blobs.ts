import type { BlobPage, BlobStorage } from '@spillway/core/blob';

/** The same storage after a while: what is put from now on is younger by so much than all that lies there. */
export function agedBlobs(blobs: BlobStorage, aheadMs: number): BlobStorage {
  const fresh = new Set<string>();
  const put: BlobStorage['put'] = (key, ...rest) => {
    fresh.add(key);
    return blobs.put(key, ...rest);
  };
  const list = async (query: Parameters<BlobStorage['list']>[0]): Promise<BlobPage> => {
    const page = await blobs.list(query);
    const aged = page.blobs.map((blob) => ({ ...blob, putAt: blob.putAt + (fresh.has(blob.key) ? aheadMs : 0) }));
    return { ...page, blobs: aged };
  };
  return changed(blobs, { put, list });
}

/** The same thing with some methods replaced; others go on to be called on the thing itself. */
export function changed<Thing extends object>(thing: Thing, methods: Partial<Thing>): Thing {
  return new Proxy(thing, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name);
      const member = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
