import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchApi } from '../memory/batch-api.ts';
import { writeManyLines } from '../memory/request-file.ts';
import { openDatabaseClock } from './database-time.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { type Openings, openViews } from './opened-views.ts';
import { openViewers, type SeenEvents } from './viewers.ts';

export interface PortalTrialOptions {
  /** Lines of the batch that is opened. */
  readonly lines: number;
  /** Times that each of its views is opened. */
  readonly times: number;
  readonly viewers: number;
  /** Batches that run while they are looked at, and their lines. */
  readonly running: { readonly batches: number; readonly lines: number };
  /** Length of each look, and how many there are. */
  readonly seconds: number;
  readonly looks: number;
  readonly say?: (text: string) => void;
}

/** What opening the views of one large batch took. */
export interface OpeningReport {
  /** While it ran, with so many requests that had ended. */
  readonly running: { readonly ended: number; readonly openings: Openings } | undefined;
  /** Once it had ended. */
  readonly ended: Openings;
}

/** What the database did in one span of time. */
export interface DatabaseSpan {
  /** For statements of everybody, by its own account. */
  readonly allMs: number;
}

export interface ViewersReport {
  readonly alone: readonly DatabaseSpan[];
  readonly looked: readonly (DatabaseSpan & { readonly events: SeenEvents })[];
}

/** Runs a batch of so many lines and opens its views, while it runs and afterwards. */
export async function openingTrial(options: PortalTrialOptions, deployment: Deployment): Promise<OpeningReport> {
  const { lines, times, say = () => {} } = options;
  const api = new BatchApi(deployment.url);
  const { id: batchId } = await api.create(await uploadLines(api, lines));
  const open = (): Promise<Openings> => openViews({ url: deployment.portalUrl, batchId, times });
  const half = await untilHalf(api, batchId);
  say(`${half} of ${lines} have ended`);
  const running = half < lines ? { ended: half, openings: await open() } : undefined;
  await api.untilEnded(batchId, () => {});
  say('the batch has ended');
  return { running, ended: await open() };
}

/** Has so many people look at running batches, now and then, and tells what the database did for them. */
export async function viewersTrial(options: PortalTrialOptions, deployment: Deployment): Promise<ViewersReport> {
  const { running, looks, say = () => {} } = options;
  const api = new BatchApi(deployment.url);
  const fileId = await uploadLines(api, running.lines);
  const batchIds: string[] = [];
  while (batchIds.length < running.batches) batchIds.push((await api.create(fileId)).id);
  await untilRunning(api, batchIds);
  const report: { alone: DatabaseSpan[]; looked: (DatabaseSpan & { events: SeenEvents })[] } = {
    alone: [],
    looked: [],
  };
  for (let look = 1; look <= looks; look++) {
    say(`look ${look} of ${looks}`);
    report.alone.push(await spanOf(deployment, options));
    await using viewers = openViewers({ url: deployment.portalUrl, count: options.viewers, batchIds });
    const span = await spanOf(deployment, options);
    await viewers.told;
    report.looked.push({ ...span, events: viewers.events });
  }
  return report;
}

/** A deployment for as long as something is performed on it. */
export async function onDeployment<Report>(
  speed: number,
  perform: (deployment: Deployment) => Promise<Report>,
): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-portal-'));
  try {
    await using deployment = await startDeployment({ folder, speed, concurrency: 256 });
    return await perform(deployment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function uploadLines(api: BatchApi, lines: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-portal-input-'));
  try {
    const input = join(folder, 'input.jsonl');
    await writeManyLines(input, lines);
    return await api.upload(input);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function spanOf({ databaseUrl }: Deployment, { seconds }: PortalTrialOptions): Promise<DatabaseSpan> {
  await using database = openDatabaseClock(databaseUrl);
  const before = await database.read();
  await pause(seconds * 1_000);
  let allMs = (await database.read()) - before;
  // Sessions tell of their statements when they next get to run.
  while (allMs === 0) {
    await pause(200);
    allMs = (await database.read()) - before;
  }
  return { allMs };
}

async function untilHalf(api: BatchApi, id: string): Promise<number> {
  for (;;) {
    const { request_counts: counts, status } = await api.get(id);
    const ended = counts.completed + counts.failed;
    if (status === 'failed') throw new Error('the batch failed');
    if (counts.total > 0 && ended >= counts.total / 2) return ended;
    await pause(100);
  }
}

async function untilRunning(api: BatchApi, ids: readonly string[]): Promise<void> {
  for (const id of ids) while ((await api.get(id)).status === 'validating') await pause(200);
}
