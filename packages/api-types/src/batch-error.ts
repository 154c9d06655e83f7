/** Something that is wrong with an input. */
export interface BatchError {
  readonly code: string;
  readonly message: string;
  /** The field of the line, where one is at fault. */
  readonly param: string | null;
  /** One-based line of the input; null of the input as a whole. */
  readonly line: number | null;
}

/** What is wrong with an input. */
export interface BatchErrors {
  readonly object: 'list';
  readonly data: readonly BatchError[];
}
