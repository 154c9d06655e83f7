/** What a file may be for; only `batch` is ever read. */
export type FilePurpose = 'batch' | 'user_data' | 'assistants' | 'fine-tune' | 'vision' | 'evals' | 'batch_output';

/** OpenAI's file. */
export interface FileObject {
  readonly id: string;
  readonly object: 'file';
  readonly bytes: number;
  readonly created_at: number;
  /** Null for one that never expires. */
  readonly expires_at: number | null;
  readonly filename: string;
  readonly purpose: FilePurpose;
  readonly status: 'processed';
  readonly status_details: null;
}
