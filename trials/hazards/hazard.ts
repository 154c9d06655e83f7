/** A problem as it stands in `errors.data`; its message is for people. */
export interface ExpectedProblem {
  readonly code: string;
  readonly param: string | null;
  readonly line: number | null;
}

/** One request whose body must reach the engine as it stands here. */
export interface ExpectedRequest {
  /** The custom_id as JSON text. */
  readonly customId: string;
  readonly body: Uint8Array;
}

export type ExpectedAnswer =
  /** The batch fails with these problems. */
  | { readonly kind: 'refused'; readonly problems: readonly ExpectedProblem[] }
  /** Every body reaches the engine byte for byte, and every id comes back. */
  | { readonly kind: 'passed'; readonly requests: readonly ExpectedRequest[] }
  /** All lines are answered; too many to compare their bodies. */
  | { readonly kind: 'answered'; readonly lines: number }
  /** The file is planned, and that is enough. */
  | { readonly kind: 'planned'; readonly lines: number };

/** One row of the table of input hazards: what is sent, and what must come back. */
export interface Hazard {
  /** For `--only`. */
  readonly name: string;
  /** What the input is, for people. */
  readonly input: string;
  readonly answer: ExpectedAnswer;
  /** The file. Made anew on each call, piece by piece. */
  readonly content: () => Iterable<Uint8Array>;
  readonly purpose?: string;
  /** Names a file that was never uploaded, in place of the content. */
  readonly fileId?: string;
}
