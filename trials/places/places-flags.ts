import { type Places, servicesOf } from './place-names.ts';
import { missingService } from './service.ts';
import { blobKinds } from './trial-blobs.ts';
import { storeKinds } from './trial-store.ts';

/** `--store` and `--blobs` for `parseArgs`. */
export const placesFlags = {
  store: { type: 'string', default: 'postgres' },
  blobs: { type: 'string', default: 'file' },
} as const;

/** Ends the process with a sentence when a flag is wrong or a server is not installed. */
export function placesOf(values: { readonly store: string; readonly blobs: string }): Places {
  const store = storeKinds.find((kind) => kind === values.store);
  const blobs = blobKinds.find((kind) => kind === values.blobs);
  if (!store || !blobs) return give(`--store is ${storeKinds.join(' or ')}, --blobs ${blobKinds.join(' or ')}.`);
  const places = { store, blobs };
  const missing = missingService(...servicesOf(places));
  return missing === undefined ? places : give(missing);
}

function give(complaint: string): never {
  process.stderr.write(`${complaint}\n`);
  process.exit(1);
}
