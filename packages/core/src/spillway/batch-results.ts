/** `completion`: in the order in which they end. `input`: the finished prefix of the input. */
export type ResultOrder = 'completion' | 'input';

/** Which results to read, and from where. */
export interface ResultQuery {
  readonly tenant?: string;
  /** Id of the batch. */
  readonly id: string;
  /** `completion` by default. */
  readonly order?: ResultOrder;
  /** Where an earlier page of the same batch, revision and order ended; from the beginning when left out. */
  readonly cursor?: string;
  /** Lines of one page, at the most: 1 to 10,000, 1,000 by default. A page also ends at about 4 MiB. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Lines of the output and error files, before these exist. */
export interface ResultPage {
  /** Each with its newline, as it will stand in the output or error file. */
  readonly lines: readonly Uint8Array[];
  /** Where the next page begins. Handed back, it repeats nothing and skips nothing. */
  readonly cursor: string;
  /** Whether the batch has ended and this page holds the last of its lines. */
  readonly done: boolean;
}
