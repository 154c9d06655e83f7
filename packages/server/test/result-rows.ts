import type { OpenAI } from 'openai';

/** One line of an output or error file. */
export interface ResultRow {
  readonly id: string;
  readonly custom_id: string;
  readonly response: {
    readonly status_code: number;
    readonly request_id: string;
    readonly body: {
      readonly choices?: readonly { readonly message: { readonly content: string } }[];
      readonly error?: {
        readonly message: string;
        readonly type: string;
        readonly param: unknown;
        readonly code: unknown;
      };
    };
  } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The rows of a produced file; none where there is no file. */
export async function rowsOf(client: OpenAI, fileId: string | null | undefined): Promise<readonly ResultRow[]> {
  if (!fileId) return [];
  const text = await (await client.files.content(fileId)).text();
  return text
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => JSON.parse(row) as ResultRow);
}
