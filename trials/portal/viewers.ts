/** How many events of each kind viewers got. */
export type SeenEvents = ReadonlyMap<string, number>;

export interface ViewersOptions {
  readonly url: string;
  readonly count: number;
  /** Batches of which some viewers have one open each. */
  readonly batchIds: readonly string[];
}

/** People who look at the portal. Disposing of them closes their tabs. */
export interface Viewers extends AsyncDisposable {
  readonly events: SeenEvents;
  /** Each tab was told of something. */
  readonly told: Promise<void>;
}

/** Opens the streams of so many tabs: a third looks at the overview, a third at the list, a third at a batch. */
export function openViewers({ url, count, batchIds }: ViewersOptions): Viewers {
  const closed = new AbortController();
  const events = new Map<string, number>();
  const tabs = Array.from({ length: count }, (_, at) => pathsOf(at, batchIds)).flat();
  const follow = async (path: string, onTold: () => void): Promise<void> => {
    const answer = await fetch(url + path, { signal: closed.signal });
    if (!answer.ok || !answer.body) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
      for (const [, name = ''] of text.matchAll(/^event: (\w+)$/gm)) {
        events.set(name, (events.get(name) ?? 0) + 1);
        onTold();
      }
    }
  };
  const told = tabs.map(() => Promise.withResolvers<void>());
  const all = Promise.all(tabs.map((path, at) => follow(path, () => told[at]?.resolve()))).catch((error: unknown) => {
    if (!closed.signal.aborted) throw error;
  });
  const everybody = Promise.all(told.map(({ promise }) => promise));
  return {
    events,
    // A stream that fails ends the wait.
    told: Promise.race([everybody, all.then(() => everybody)]).then(() => {}),
    async [Symbol.asyncDispose]() {
      closed.abort();
      await all;
    },
  };
}

function pathsOf(at: number, batchIds: readonly string[]): readonly string[] {
  const list = '/v1/batches/events';
  if (at % 3 === 0) return [`${list}?limit=100`, '/v1/fleet/events'];
  if (at % 3 === 1) return [`${list}?limit=20`];
  return [`/v1/batches/${batchIds[at % batchIds.length]}/events`];
}
