import type { Extent } from '@spillway/core/store';

export function encodeExtent({ firstSeq, requests, offset, bytes }: Extent): string {
  return `${firstSeq}:${requests}:${offset}:${bytes}`;
}

export function decodeExtent(text: string): Extent {
  const [firstSeq = 0, requests = 0, offset = 0, bytes = 0] = text.split(':').map(Number);
  return { firstSeq, requests, offset, bytes };
}
