/** Something that the server stands on. */
export interface SystemPart {
  /** What it is; `unknown` when it does not say. */
  readonly kind: string;
  readonly status: 'ok' | 'unavailable';
  readonly latency_ms: number | null;
  /** Version and place, or why it is unavailable. Holds no secret. */
  readonly detail: string | null;
}

/** The storage of files. */
export interface SystemStorage extends SystemPart {
  /** Null where the storage knows no bound. */
  readonly free_bytes: number | null;
}

/** A pool, as its workers make it. */
export interface SystemPool {
  readonly name: string;
  /** Null for a pool that only workers name. */
  readonly preemptible: boolean | null;
  /** Workers that live. */
  readonly workers: number;
  /** Engines that some worker reaches. */
  readonly healthy_engines: number;
  /** Engines that none reaches. */
  readonly unhealthy_engines: number;
  /** Of the workers. */
  readonly versions: readonly string[];
}

/** How the installation is, as the process that answers reaches it. */
export interface System {
  readonly object: 'system';
  readonly version: string;
  readonly node_version: string;
  /** When this process began to serve. */
  readonly started_at: number;
  /** The process: its machine and its id there. */
  readonly instance: string;
  readonly database: SystemPart;
  readonly storage: SystemStorage;
  readonly pools: readonly SystemPool[];
  /** Where to look further; null for what was not configured. */
  readonly links: { readonly grafana: string | null; readonly alerts: string | null; readonly metrics: string | null };
}
