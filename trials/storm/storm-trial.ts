import { setTimeout as pause } from 'node:timers/promises';
import { type AutoscaleOptions, type AutoscaleReport, autoscaleTrial } from '../autoscale/autoscale-trial.ts';
import { MetricWatch } from './metric-watch.ts';
import { openPortalPictures, type PortalPictures } from './portal-pictures.ts';
import { contradictions, type Dashboard, storyOf, type Told } from './story.ts';

export interface StormOptions extends Omit<AutoscaleOptions, 'observe'> {
  readonly chromiumPath: string;
  /** Where the pictures of the portal go. */
  readonly pictures: string;
}

export interface StormReport {
  readonly autoscale: AutoscaleReport;
  readonly story: readonly Told[];
  /** Sentences; none when all went as it should and is told alike everywhere. */
  readonly faults: readonly string[];
}

/** A batch in a storm of interruptions, as the portal, the metrics and the timeline tell of it. */
export async function stormTrial({ chromiumPath, pictures, ...options }: StormOptions): Promise<StormReport> {
  let metrics: MetricWatch | undefined;
  let dashboard: Dashboard | undefined;
  const autoscale = await autoscaleTrial({
    ...options,
    async observe({ url, batchId, signal }) {
      metrics = new MetricWatch(url);
      await using portal = await openPortalPictures({ url, executablePath: chromiumPath, folder: pictures });
      const watching = metrics.watch(signal);
      const views = await lookOn(portal, { url, batchId, signal });
      await watching;
      const [progress, series] = await Promise.all([
        read<Dashboard['progress']>(`${url}/v1/batches/${batchId}/progress`),
        read<Dashboard['series']>(`${url}/v1/fleet/series`),
      ]);
      dashboard = { progress, series, views };
    },
  });
  if (!metrics || !dashboard) throw new Error('nobody looked on');
  const story = storyOf(autoscale, metrics, dashboard);
  const untold = ['escalated', 'relaxed'].filter((kind) =>
    isUntold(kind, autoscale, dashboard?.views.get('storm-timeline')),
  );
  return {
    autoscale,
    story,
    faults: [
      ...autoscale.faults,
      ...contradictions(story),
      ...untold.map((kind) => `the portal's timeline does not say ${kind}`),
    ],
  };
}

/** Whether it happened, and the view does not say so. */
function isUntold(kind: string, { timeline }: AutoscaleReport, view = ''): boolean {
  return timeline.some((event) => event.kind === kind) && !view.toLowerCase().includes(kind);
}

interface LookOn {
  readonly url: string;
  readonly batchId: string;
  readonly signal: AbortSignal;
}

/** Takes the overview in the middle of the storm, and the batch and the fleet when it is over. */
async function lookOn(portal: PortalPictures, { url, batchId, signal }: LookOn): Promise<ReadonlyMap<string, string>> {
  const views = new Map<string, string>();
  const take = async (address: string, name: string): Promise<void> => {
    views.set(name, await portal.take(address, name));
  };
  while (!signal.aborted && !(await hasEscalated(url, batchId)))
    await pause(1_000, undefined, { signal }).catch(() => {});
  // Long enough for those who were asked for to work.
  await pause(25_000, undefined, { signal }).catch(() => {});
  await take('#/', 'storm-overview');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await take(`#/batches/${batchId}`, 'storm-batch');
  await take(`#/batches/${batchId}/timeline`, 'storm-timeline');
  await take('#/fleet', 'storm-fleet');
  return views;
}

async function hasEscalated(url: string, batchId: string): Promise<boolean> {
  const { data } = await read<{ data: readonly { type: string }[] }>(`${url}/v1/batches/${batchId}/timeline`);
  return data.some(({ type }) => type === 'escalated');
}

async function read<Answer>(url: string): Promise<Answer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
