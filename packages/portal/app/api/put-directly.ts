import type { SignedRequest } from '@spillway/api-types';
import { isStopped, send } from './send.ts';
import { shareOf, type UploadOptions } from './upload-options.ts';

const origins = (document.querySelector<HTMLMetaElement>('meta[name="spillway-storage"]')?.content ?? '').split(' ');

/** Whether the page may talk to blob storage at all. */
export function mayPutDirectly(): boolean {
  return origins.some(Boolean);
}

/** Puts the file there. False when that cannot be reached, or refuses: there are other ways. */
export async function putDirectly(
  { url, headers }: Pick<SignedRequest, 'url' | 'headers'>,
  { file, signal, onProgress }: UploadOptions,
): Promise<boolean> {
  if (!origins.includes(new URL(url).origin)) return false;
  // Browsers set the length by themselves, and let nobody else.
  const given = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  const onSent = (bytes: number): void => onProgress(shareOf(bytes, file));
  try {
    await send({ method: 'PUT', url, headers: Object.fromEntries(given), body: file, signal, onSent });
    return true;
  } catch (failure) {
    if (isStopped(failure)) throw failure;
    onProgress(0);
    return false;
  }
}
