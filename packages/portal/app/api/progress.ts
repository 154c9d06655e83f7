/** What was finished when, and where. */
export interface Progress {
  readonly span_seconds: number;
  readonly points: readonly { readonly at: number; readonly pools: Readonly<Record<string, number>> }[];
  readonly shares: Readonly<Record<string, number>>;
}
