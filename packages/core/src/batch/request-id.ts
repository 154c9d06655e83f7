/** The public id of a request: its batch and its zero-based position. */
export function requestIdOf(batchId: string, seq: number): string {
  return `batch_req_${batchId}_${seq}`;
}
