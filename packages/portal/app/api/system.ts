/** Something that the server stands on. */
export interface Foundation {
  readonly kind: string;
  readonly status: string;
  readonly latency_ms: number | null;
  readonly detail: string | null;
}

/** The server that answers, and what it stands on. */
export interface SystemFacts {
  readonly version: string;
  readonly node_version: string;
  readonly started_at: number;
  readonly instance: string;
  readonly database: Foundation;
  readonly storage: Foundation & { readonly free_bytes: number | null };
  readonly pools: readonly { readonly name: string; readonly versions: readonly string[] }[];
  readonly links: Readonly<Record<string, string | null>>;
}
