/** One way to send requests. */
export interface Contender {
  readonly name: string;
  /** Requests of one round. */
  readonly requests: number;
  /** Gets ready, and answers the round: what is measured, once all requests are answered. */
  prepare(): Promise<() => Promise<void>>;
}

export interface Round {
  readonly requestsPerSecond: number;
  /** CPU time of this process, user and system, for each request. */
  readonly cpuMicros: number;
}

export async function measure({ requests, prepare }: Contender): Promise<Round> {
  const run = await prepare();
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await run();
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  return { requestsPerSecond: (requests / tookMs) * 1_000, cpuMicros: (user + system) / requests };
}

/** Calls `send` for 0 to `count` - 1, `concurrency` at a time. */
export async function inLanes(count: number, concurrency: number, send: (nth: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}
