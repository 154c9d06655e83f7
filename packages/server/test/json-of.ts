/** What tests read of answers: a field is there when the answer is of the kind that has it. */
export interface WireObject {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly revision: number;
  readonly user: string | null;
  readonly secret: string;
  readonly worker: string | null;
  readonly custom_id: string;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly expires_at: number;
  readonly duration_ms: number | null;
  readonly usage: { readonly output_tokens: number } | null;
  readonly data: readonly WireObject[];
  readonly last_id: string | null;
  readonly has_more: boolean;
  readonly error: { readonly message: string; readonly code: string | null; readonly param: string | null };
}

/** The JSON of an answer. */
export async function jsonOf(answer: Response | Promise<Response>): Promise<WireObject> {
  return (await (await answer).json()) as WireObject;
}
