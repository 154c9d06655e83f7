/** Reads bytes of one blob; fewer when it ends before. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;
