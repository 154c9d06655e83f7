/** Exit codes of the verbs that can stay until a batch has ended. */
export const watchExits: readonly (readonly [code: number, means: string])[] = [
  [0, 'done; of a batch that was watched, every request was answered'],
  [1, 'could not: bad flags, no server, a wrong key, an unknown id, an input that does not validate'],
  [2, 'the batch that was watched ended, and some requests were not answered'],
  [130, 'interrupted; the batch goes on'],
];
