/** What the portal asks for when it opens a view of a batch. */
export const openedViews = {
  batch: ['', '/timeline', '/progress', '/outlook'],
  requests: ['', '/requests?limit=50'],
  'failed requests': ['', '/requests?limit=50&status=failed'],
  results: ['', '/results?limit=20'],
} as const;

export type OpenedView = keyof typeof openedViews;

/** How long each opening of a view took, ascending: from its first call to the end of its last answer. */
export type Openings = Readonly<Record<OpenedView, readonly number[]>>;

/** Opens each view of the batch so often, its calls at the same time as a browser makes them. */
export async function openViews({ url, batchId, times }: OpenViewsOptions): Promise<Openings> {
  const names = Object.keys(openedViews) as OpenedView[];
  const took = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<OpenedView, number[]>;
  for (let time = 0; time < times; time++) {
    for (const name of names) took[name].push(await openView(`${url}/v1/batches/${batchId}`, openedViews[name]));
  }
  for (const name of names) took[name].sort((left, right) => left - right);
  return took;
}

export interface OpenViewsOptions {
  readonly url: string;
  readonly batchId: string;
  readonly times: number;
}

async function openView(batch: string, paths: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(paths.map((path) => askWhole(batch + path)));
  return performance.now() - startedMs;
}

async function askWhole(url: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
}
