/** The public id of a request: its batch and its zero-based position. */
export function requestIdOf(batchId: string, seq: number): string {
  return `batch_req_${batchId}_${seq}`;
}

/** What such an id names; undefined when it is none. */
export function parseRequestId(id: string): { readonly batchId: string; readonly seq: number } | undefined {
  const match = /^batch_req_(.+)_(0|[1-9]\d{0,9})$/s.exec(id);
  return match ? { batchId: match[1] as string, seq: Number(match[2]) } : undefined;
}
