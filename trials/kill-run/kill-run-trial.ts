import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Engine, startEngine } from '@spillway/simulator';
import { Command } from '../command.ts';
import type { Places } from '../places/place-names.ts';
import { openTrialBlobs, type TrialBlobs } from '../places/trial-blobs.ts';
import { startStore, type TrialStore } from '../places/trial-store.ts';
import { checkProduced, linesOf, type Produced, trialModel, writeTrialLines } from '../trial-lines.ts';
import { settledCount } from './settled-count.ts';

export interface KillRunOptions {
  /** PostgreSQL, which is the embedded one, and a folder by default. */
  readonly places?: Places;
  readonly lines: number;
  /** Times that the run is killed; with `pauseMs`, stopped and continued instead. */
  readonly kills: number;
  /** SIGSTOP for so long in place of SIGKILL. */
  readonly pauseMs?: number;
  readonly concurrency?: number;
  readonly random?: () => number;
  readonly say?: (text: string) => void;
}

/** What was found at the moment of one kill. */
export interface Kill {
  readonly atMs: number;
  /** Requests that the engine had executed at least once. */
  readonly executed: number;
  /** Of these, those whose outcome was not recorded: in flight, or finished since the last flush. */
  readonly unsettled: number;
}

export interface KillRunReport {
  readonly lines: number;
  readonly tookMs: number;
  readonly kills: readonly Kill[];
  readonly executions: number;
  /** Executions beyond one for each line. */
  readonly repeats: number;
  readonly produced: Produced;
  readonly exitCode: number | null;
  /** Sentences; none when every promise was kept. */
  readonly faults: readonly string[];
}

/** Runs a file while its process is killed at random moments, and looks at what is left of it. */
export async function killRunTrial(options: KillRunOptions): Promise<KillRunReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-kill-run-'));
  const { store: kind, blobs: blobKind } = options.places ?? { store: 'postgres', blobs: 'file' };
  try {
    await using engine = await startEngine({ models: [trialModel], speed: Number.POSITIVE_INFINITY });
    await using redis = kind === 'redis' ? await startStore('redis', folder) : null;
    await using blobs = blobKind === 's3' ? await openTrialBlobs('s3', folder) : null;
    await writeTrialLines(join(folder, 'in.jsonl'), options.lines);
    return await perform({ ...options, folder, engine, redis, blobs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trial extends KillRunOptions {
  readonly folder: string;
  readonly engine: Engine;
  /** Null for the embedded PostgreSQL. */
  readonly redis: TrialStore | null;
  /** Null for the data folder. */
  readonly blobs: TrialBlobs | null;
}

async function perform(trial: Trial): Promise<KillRunReport> {
  const { folder, engine, lines } = trial;
  const startedMs = performance.now();
  const { kills, last } = await killAtRandom(trial, startedMs);
  const { code } = await last.ended;
  const tookMs = performance.now() - startedMs;
  const files = [join(folder, 'out.jsonl'), join(folder, 'out.errors.jsonl')] as const;
  const whole = code === 0 || code === 2;
  const produced = whole
    ? await checkProduced(linesOf(files[0]), linesOf(files[1]), lines)
    : { output: 0, errors: 0, faults: [] };
  const { received } = engine.stats();
  const report = { lines, tookMs, kills, produced, exitCode: code, executions: received, repeats: received - lines };
  return { ...report, faults: faultsOf(report, last.said) };
}

/** Starts the run, and kills and restarts it at random shares of the work; the last one is left to finish. */
async function killAtRandom(trial: Trial, startedMs: number): Promise<{ kills: Kill[]; last: Command }> {
  const { kills: count, pauseMs, say = () => {} } = trial;
  const kills: Kill[] = [];
  let run = startRun(trial);
  for (const moment of moments(trial)) {
    if (!(await reached(moment, run, trial))) break;
    if (pauseMs === undefined) await run.kill('SIGKILL');
    else run.child.kill('SIGSTOP');
    const requests = await allReceived(trial.engine);
    const unsettled = requests - (await settledCount(trial.folder, trial.redis?.url));
    kills.push({ atMs: performance.now() - startedMs, executed: requests, unsettled });
    say(
      `${kills.length}/${count}: ${pauseMs === undefined ? 'killed' : 'paused'} with ${requests} executed, ${unsettled} of them not recorded`,
    );
    if (pauseMs === undefined) run = startRun(trial);
    else {
      await pause(pauseMs);
      run.child.kill('SIGCONT');
    }
  }
  return { kills, last: run };
}

/** Looks in a row at which an engine knows no more: it reads its sockets between two of them, even where the machine stood still. */
const EQUAL_LOOKS = 10;

/** Requests that the engine knows of once it has read what still lay in its sockets. */
async function allReceived(engine: Engine): Promise<number> {
  let { requests } = engine.stats();
  for (let equal = 0; equal < EQUAL_LOOKS; equal++) {
    await pause(40);
    const seen = engine.stats().requests;
    if (seen !== requests) equal = 0;
    requests = seen;
  }
  return requests;
}

function startRun({ folder, engine, lines, redis, blobs, concurrency = 64 }: Trial): Command {
  const limits = ['--max-requests', String(lines), '--concurrency', String(concurrency)];
  const env = {
    ...(redis && { SPILLWAY_DATABASE_URL: redis.url }),
    ...(blobs && { ...blobs.env, SPILLWAY_BLOBS: blobs.place }),
  };
  return new Command(['run', 'in.jsonl', '-o', 'out.jsonl', '--engine', engine.url, ...limits], { cwd: folder, env });
}

interface Moment {
  /** Executions that must have been seen. */
  readonly executed: number;
  /** And then this long. */
  readonly afterMs: number;
}

/** Random shares of the work, ascending. With several, the first falls into the start, and the last behind all work. */
function moments({ lines, kills, random = Math.random }: Trial): Moment[] {
  const shares = Array.from({ length: kills }, () => random()).sort((a, b) => a - b);
  return shares.map((share, at) => {
    if (kills > 2 && at === 0) return { executed: 0, afterMs: 200 + random() * 2_000 };
    if (kills > 2 && at === kills - 1) return { executed: lines, afterMs: random() * 400 };
    return { executed: Math.ceil(share * lines), afterMs: random() * 50 };
  });
}

/** False when the run ends before the moment comes. */
async function reached({ executed, afterMs }: Moment, run: Command, { engine }: Trial): Promise<boolean> {
  while (run.running && engine.stats().requests < executed) await pause(2);
  if (run.running) await pause(afterMs);
  return run.running;
}

function faultsOf(report: Omit<KillRunReport, 'faults'>, said: string): readonly string[] {
  const { exitCode, produced, kills, repeats } = report;
  const faults = [...produced.faults];
  if (exitCode !== 0 && exitCode !== 2) faults.push(`the last run exited with ${exitCode}: ${said.slice(-500)}`);
  const allowed = kills.reduce((sum, kill) => sum + kill.unsettled, 0);
  if (repeats > allowed) faults.push(`${repeats} executions too many, and only ${allowed} were unsettled at the kills`);
  return faults;
}
