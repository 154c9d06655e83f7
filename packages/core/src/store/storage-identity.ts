/** Ties a store to its blob storage, so that records never meet the bytes of another installation. */
export interface StorageIdentity {
  /** Records `candidate` as the id of the storage if none is recorded, and answers the recorded id. Atomic. */
  claim(candidate: string): Promise<string>;
}
