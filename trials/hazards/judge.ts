import type { WireBatch } from '../memory/batch-api.ts';
import type { ExpectedProblem, ExpectedRequest } from './hazard.ts';

export interface Judgement {
  /** What came back, for people. */
  readonly answer: string;
  /** Sentences; none when it is what the contract asks for. */
  readonly faults: readonly string[];
}

export function judgeRefused(batch: WireBatch, problems: readonly ExpectedProblem[], executed: number): Judgement {
  const found = batch.errors?.data ?? [];
  const faults: string[] = [];
  const wanted = JSON.stringify(problems);
  const came = JSON.stringify(found.map(({ code, param, line }) => ({ code, param, line })));
  if (batch.status !== 'failed' || came !== wanted) faults.push(`${batch.status} with ${came} in place of ${wanted}`);
  if (executed > 0) faults.push(`${executed} requests reached the engine all the same`);
  if (batch.request_counts.total !== 0) faults.push(`total is ${batch.request_counts.total} on a failed batch`);
  if (found.some(({ message }) => message.includes('\ufffd'))) faults.push('a message holds U+FFFD');
  const texts = found.map(({ code, param, line, message }) => {
    return `\`${code}\`, param ${param ?? 'null'}, line ${line ?? 'null'}: ${message}`;
  });
  return { answer: texts.join('; ') || `${batch.status}, no problem`, faults };
}

export interface Seen {
  /** What the engine received, by position. */
  readonly bodies: ReadonlyMap<number, readonly Buffer[]>;
  /** The lines of the produced files. */
  readonly lines: readonly string[];
}

export function judgePassed(
  batch: WireBatch,
  requests: readonly ExpectedRequest[],
  { bodies, lines }: Seen,
): Judgement {
  const faults = requests.flatMap((request, position) => bodyFaults(request, position, bodies.get(position) ?? []));
  if (batch.status !== 'completed') faults.push(`${batch.status}: ${JSON.stringify(batch.errors)}`);
  if (bodies.size !== requests.length)
    faults.push(`${bodies.size} requests reached the engine, not ${requests.length}`);
  faults.push(...idFaults(requests, lines));
  const bytes = requests.reduce((sum, { body }) => sum + body.length, 0).toLocaleString('en');
  const many = requests.length === 1 ? 'one body' : `${requests.length} bodies`;
  return {
    answer: faults.length > 0 ? 'not as it was sent' : `the engine received ${many}, ${bytes} bytes, as sent`,
    faults,
  };
}

function bodyFaults({ customId, body }: ExpectedRequest, position: number, received: readonly Buffer[]): string[] {
  const name = shown(customId);
  if (received.length !== 1) return [`the body of ${name} at ${position} reached the engine ${received.length} times`];
  const [came] = received as [Buffer];
  return came.equals(body)
    ? []
    : [`the engine received ${shown(came.toString())} for ${shown(Buffer.from(body).toString())}`];
}

/** Ids come back as the same text, each once. */
function idFaults(requests: readonly ExpectedRequest[], lines: readonly string[]): string[] {
  const came = lines.map((line) => (JSON.parse(line) as { custom_id: string }).custom_id);
  const sent = requests.map(({ customId }) => JSON.parse(customId) as string);
  const isSame = came.length === sent.length && sent.toSorted().every((id, at) => came.toSorted()[at] === id);
  return isSame ? [] : [`the ids came back as ${shown(JSON.stringify(came))}`];
}

function shown(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}… (${text.length})`;
}
