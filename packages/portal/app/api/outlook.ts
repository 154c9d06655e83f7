/** Whether a running batch will be in time, and what it hangs on. */
export interface Outlook {
  readonly batch_id: string;
  readonly expires_at: number;
  readonly expected_finish_at: number | null;
  /** Negative when it will be late. */
  readonly slack_seconds: number | null;
  readonly on_time: boolean | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}
