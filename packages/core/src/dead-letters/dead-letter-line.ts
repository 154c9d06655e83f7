import type { AttemptNote } from '../batch/attempt-history.ts';
import type { BatchRequest } from '../spillway/batch-requests.ts';

/** What a line tells of a dead letter beside its view. */
export interface DeadLetterContent {
  /** Its line of the input, without the newline; undefined once the input is gone. */
  readonly input: Uint8Array | undefined;
  /** Its line of the error file. */
  readonly output: Uint8Array | undefined;
  readonly attempts: readonly AttemptNote[];
}

const LINE_FEED = 10;

/**
 * A dead letter as one line of JSON, in the words of the API. The lines of input and output stand in it byte for byte;
 * what is no JSON stands as text.
 */
export function deadLetterLine(request: BatchRequest, { input, output, attempts }: DeadLetterContent): Buffer {
  const head = JSON.stringify({
    id: request.id,
    batch_id: request.batchId,
    custom_id: request.customId,
    position: request.seq,
    model: request.model,
    attempts: request.attempts,
    pool: request.pool,
    worker: request.workerId,
    engine: request.engine,
    started_at: seconds(request.startedAt),
    ended_at: seconds(request.endedAt),
    duration_ms: request.durationMs,
    error_code: request.errorCode,
    attempt_history: attempts.map(attemptOf),
  });
  return Buffer.concat([
    ...[Buffer.from(`${head.slice(0, -1)},"input":`), jsonOf(input)],
    ...[Buffer.from(',"output":'), jsonOf(output), Buffer.from('}\n')],
  ]);
}

function attemptOf(attempt: AttemptNote): object {
  const { startedAt, durationMs, pool, workerId: worker, engine, verdict, code, message, statusCode } = attempt;
  const when = { started_at: seconds(startedAt), duration_ms: durationMs };
  return { ...when, pool, worker, engine, verdict, code, message, status_code: statusCode };
}

function jsonOf(line: Uint8Array | undefined): Uint8Array {
  if (!line) return Buffer.from('null');
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.at(-1) === LINE_FEED ? line.length - 1 : line.length);
  const text = bytes.toString('utf8');
  try {
    JSON.parse(text);
    return bytes;
  } catch {
    return Buffer.from(JSON.stringify(text));
  }
}

function seconds(atMs: number | null): number | null {
  return atMs === null ? null : Math.floor(atMs / 1_000);
}
