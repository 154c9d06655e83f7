import { type CallOptions, open } from './call.ts';

/** Fetches with the key, and hands the bytes to the browser as a file. A link could not send the key. */
export async function download(path: string, name: string, options: CallOptions = {}): Promise<void> {
  const response = await open(path, options);
  const blob = new Blob([await response.blob()], { type: 'application/octet-stream' });
  saveBlob(blob, name);
}

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
