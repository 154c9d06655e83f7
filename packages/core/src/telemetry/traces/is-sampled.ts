/** Whether the request is among a share of all: the same in every process, at every attempt. FNV-1a, 32 bits. */
export function isSampled(requestId: string, share: number): boolean {
  let hash = 0x811c9dc5;
  for (let index = 0; index < requestId.length; index++) {
    hash = Math.imul(hash ^ requestId.charCodeAt(index), 0x01000193);
  }
  // The last characters, which are all that differs, reach the upper bits only so.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 < share;
}
