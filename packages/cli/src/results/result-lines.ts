import type { Clock, SpillwayError } from '@spillway/core';
import { explainAbsence } from '../client/absent-hint.ts';
import type { ApiClient } from '../client/api-client.ts';
import { followEvents } from '../client/follow-events.ts';
import { batchPath } from '../watch/batch-updates.ts';

/** Some finished lines of a batch. */
export interface ResultLines {
  /** Whole lines, each with its newline. */
  readonly bytes: Uint8Array;
  /** Where the next ones begin. */
  readonly cursor: string;
  /** Whether the batch has ended and these are the last. */
  readonly done: boolean;
}

export interface ResultLinesOptions {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly id: string;
  readonly order: string;
  /** Go on behind the lines that this was told with. */
  readonly cursor?: string | undefined;
  /** Wait for more until the batch has ended. */
  readonly follow: boolean;
  readonly onBroken: (error: SpillwayError) => void;
}

/** The finished lines of a batch, in its order, each once. */
export function resultLines(options: ResultLinesOptions): AsyncGenerator<ResultLines, void, undefined> {
  return options.follow ? followed(options) : listed(options);
}

const PAGE_LINES = 10_000;

async function* listed({ api, id, order, cursor }: ResultLinesOptions): AsyncGenerator<ResultLines, void, undefined> {
  for (let at = cursor; ; ) {
    const query = { order, cursor: at, limit: PAGE_LINES };
    const response = await explainAbsence(api, { kind: 'batch', id }, () =>
      api.open({ path: batchPath(id, '/results'), query, headers: { accept: 'application/jsonl' } }),
    );
    const bytes = new Uint8Array(await response.arrayBuffer());
    const done = response.headers.get('spillway-done') === 'true';
    at = response.headers.get('spillway-cursor') ?? at;
    yield { bytes, cursor: at ?? '', done };
    if (done || bytes.length === 0) return;
  }
}

async function* followed(options: ResultLinesOptions): AsyncGenerator<ResultLines, void, undefined> {
  const { api, clock, id, order, cursor, onBroken } = options;
  const path = batchPath(id, '/results');
  const events = followEvents({ api, clock, path, query: { order, follow: true }, lastEventId: cursor, onBroken });
  const next = (): ReturnType<typeof events.next> => explainAbsence(api, { kind: 'batch', id }, () => events.next());
  for (let step = await next(); !step.done; step = await next()) {
    const { name, data, id: at } = step.value;
    if (name === 'results') yield { bytes: Buffer.from(`${data}\n`), cursor: at, done: false };
    if (name === 'done') yield { bytes: new Uint8Array(), cursor: at, done: true };
  }
}
