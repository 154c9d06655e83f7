import type { PlannedExtent } from '@spillway/core/store';

/** Estimated tokens of each request of planned extents. */
export const tokensPerRequest: number = 30;
const bytesPerRequest = 100;

/** Extents of one model that cover the requests, as planning would append them. */
export function planExtents({
  model,
  requests,
  perExtent,
}: {
  readonly model: string;
  readonly requests: number;
  readonly perExtent: number;
}): readonly PlannedExtent[] {
  return Array.from({ length: Math.ceil(requests / perExtent) }, (_, index) => {
    const firstSeq = index * perExtent;
    const count = Math.min(perExtent, requests - firstSeq);
    return {
      firstSeq,
      requests: count,
      offset: firstSeq * bytesPerRequest,
      bytes: count * bytesPerRequest,
      models: [{ model, seqs: [[firstSeq, firstSeq + count]], tokens: count * tokensPerRequest }],
    };
  });
}
