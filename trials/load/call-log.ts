/** What the calls of one route took, and what went wrong. */
export interface CallLog {
  readonly route: string;
  readonly tookMs: number[];
  readonly errors: string[];
}

/** Performs a call and notes how long it took; an error is noted and not thrown. */
export async function logged(log: CallLog, call: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  try {
    await call();
  } catch (error) {
    log.errors.push(error instanceof Error ? error.message : String(error));
  }
  log.tookMs.push(performance.now() - startedMs);
}

/** The logs of several processes as one for each route. */
export function mergedLogs(logs: readonly CallLog[]): CallLog[] {
  const byRoute = Map.groupBy(logs, ({ route }) => route);
  return [...byRoute].map(([route, parts]) => ({
    route,
    tookMs: parts.flatMap(({ tookMs }) => tookMs),
    errors: parts.flatMap(({ errors }) => errors),
  }));
}
