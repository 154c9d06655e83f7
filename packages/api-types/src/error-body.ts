/** What a refused call answers: OpenAI's envelope with all four keys, always. */
export interface ErrorBody {
  readonly error: {
    /** What is wrong, where, and what to do. */
    readonly message: string;
    readonly type: string;
    /** The field or parameter that is at fault. */
    readonly param: string | null;
    readonly code: string | null;
  };
}
