export type ReplyHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a call was stopped from outside. */
export type StopCause = 'timeout' | 'aborted' | 'closed';

/** What came of one HTTP call. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly statusCode: number;
      readonly headers: ReplyHeaders;
      readonly body: Buffer;
    }
  /** The connection failed or broke, or what came over it was no HTTP. */
  | {
      readonly kind: 'broken';
      /** The request had been written to a connection. */
      readonly sent: boolean;
      /** Null when no headers had come. */
      readonly statusCode: number | null;
      readonly headers: ReplyHeaders;
      readonly error: Error;
    }
  | {
      readonly kind: 'too_large';
      readonly statusCode: number;
      readonly headers: ReplyHeaders;
    }
  | {
      readonly kind: 'stopped';
      readonly cause: StopCause;
      readonly sent: boolean;
    };
