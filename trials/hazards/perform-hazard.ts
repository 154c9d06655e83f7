import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchApi, WireBatch } from '../memory/batch-api.ts';
import type { DevServer } from '../wire/dev-server.ts';
import { type MemorySpan, watchMemory } from '../wire/peak-memory.ts';
import { streamUpload } from '../wire/stream-upload.ts';
import type { Hazard } from './hazard.ts';
import { type Judgement, judgePassed, judgeRefused } from './judge.ts';
import type { RecordingEngine } from './recording-engine.ts';

export interface HazardSurroundings {
  readonly server: DevServer;
  readonly api: BatchApi;
  readonly engine: RecordingEngine;
}

export interface HazardResult extends Judgement {
  readonly hazard: Hazard;
  readonly bytes: number;
  readonly seconds: number;
  readonly memory: MemorySpan;
}

/** Sends one hazard through upload, planning and the engine. */
export async function performHazard(hazard: Hazard, surroundings: HazardSurroundings): Promise<HazardResult> {
  const { server, engine } = surroundings;
  engine.bodies.clear();
  engine.isRecording = hazard.answer.kind === 'passed' || hazard.answer.kind === 'refused';
  const startedMs = performance.now();
  const endSpan = watchMemory(server.pid);
  let bytes = 0;
  const counted = function* (): Generator<Uint8Array> {
    for (const chunk of hazard.content()) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  const judgement = await judge(hazard, counted(), surroundings).catch((error: unknown) => broken(error));
  return { ...judgement, hazard, bytes, seconds: (performance.now() - startedMs) / 1_000, memory: endSpan() };
}

async function judge(
  { answer, purpose = 'batch', fileId, name }: Hazard,
  content: Iterable<Uint8Array>,
  { server, api, engine }: HazardSurroundings,
): Promise<Judgement> {
  const inputFileId = fileId ?? (await streamUpload({ url: server.url, filename: `${name}.jsonl`, purpose, content }));
  const { id } = await api.create(inputFileId);
  if (answer.kind === 'planned') return judgePlanned(await untilPlanned(api, id), answer.lines);
  const batch = await api.untilEnded(id, () => {}, 20);
  switch (answer.kind) {
    case 'refused':
      return judgeRefused(batch, answer.problems, engine.bodies.size);
    case 'answered':
      return judgeAnswered(batch, answer.lines);
    case 'passed':
      return judgePassed(batch, answer.requests, { bodies: engine.bodies, lines: await producedLines(api, batch) });
  }
}

async function untilPlanned(api: BatchApi, id: string): Promise<WireBatch> {
  for (;;) {
    const batch = await api.get(id);
    if (batch.status !== 'validating') return batch;
    await sleep(200);
  }
}

function judgePlanned({ status, request_counts: { total }, errors }: WireBatch, lines: number): Judgement {
  const answer = `${status}, total ${total.toLocaleString('en')}`;
  const isRight = status === 'in_progress' && total === lines;
  return { answer, faults: isRight ? [] : [`${answer} in place of ${lines}: ${JSON.stringify(errors)}`] };
}

function judgeAnswered({ status, request_counts: counts, errors }: WireBatch, lines: number): Judgement {
  const answer = `${status}, ${counts.completed.toLocaleString('en')} completed`;
  const isRight = status === 'completed' && counts.completed === lines && counts.total === lines;
  return { answer, faults: isRight ? [] : [`${answer} in place of ${lines}: ${JSON.stringify(errors)}`] };
}

/** The lines of the output and the error file. */
async function producedLines(api: BatchApi, batch: WireBatch): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-hazard-'));
  try {
    const texts: string[] = [];
    for (const fileId of [batch.output_file_id, batch.error_file_id]) {
      if (fileId === null) continue;
      const path = join(folder, fileId);
      await api.download(fileId, path);
      texts.push(...(await readFile(path, 'utf8')).split('\n').filter((line) => line !== ''));
    }
    return texts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function broken(error: unknown): Judgement {
  const message = error instanceof Error ? error.message : String(error);
  return { answer: message, faults: [message] };
}
