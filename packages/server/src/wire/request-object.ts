import type { BatchRequest as ApiBatchRequest, BatchRequestDetail as ApiBatchRequestDetail } from '@spillway/api-types';
import { type BatchRequest, type BatchRequestDetail, requestStatuses } from '@spillway/core';
import { z } from 'zod';
import { attemptObject, attemptSchema } from './attempt-object.ts';
import { type FieldSchemas, objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';
import { usageObject, usageSchema } from './usage-object.ts';

/** The fields of one request. */
export const requestFields: FieldSchemas<ApiBatchRequest> = {
  id: z.string(),
  object: z.literal('batch.request'),
  batch_id: z.string(),
  custom_id: z.string(),
  position: z.int().meta({ description: 'Zero-based line of the input.' }),
  model: z.string(),
  status: z.enum(requestStatuses),
  attempts: z.int().meta({ description: "Executions whose failure could be the request's own fault." }),
  pool: z.string().nullable(),
  worker: z.string().nullable(),
  engine: z.string().nullable(),
  started_at: unixSeconds.nullable().meta({ description: 'When its last execution began.' }),
  ended_at: unixSeconds.nullable(),
  duration_ms: z.int().nullable(),
  usage: usageSchema.nullable(),
  error_code: z.string().nullable(),
  duplicate_of: z
    .string()
    .nullable()
    .meta({ description: "The request whose answer it was given; `elsewhere` when that is another tenant's." }),
};

/** One request of a batch. */
export const requestSchema: z.ZodType<ApiBatchRequest> = objectSchema<ApiBatchRequest>(requestFields).meta({
  id: 'BatchRequest',
});

/** The same with its lines. */
export const requestDetailSchema: z.ZodType<ApiBatchRequestDetail> = objectSchema<ApiBatchRequestDetail>({
  ...requestFields,
  attempt_history: z.array(attemptSchema).meta({
    description:
      'Its executions, oldest first, in earlier revisions too; none that was stopped or found no room, and none of the ' +
      'claim that still holds it.',
  }),
  input: z.unknown().meta({ description: 'Its line of the input; null once the input file is gone.' }),
  output: z.unknown().meta({ description: 'Its line of the output or error file; null until it ended.' }),
}).meta({ id: 'BatchRequestDetail' });

export function requestObject(request: BatchRequest): ApiBatchRequest {
  return {
    id: request.id,
    object: 'batch.request',
    batch_id: request.batchId,
    custom_id: request.customId,
    position: request.seq,
    model: request.model,
    status: request.status,
    attempts: request.attempts,
    pool: request.pool,
    worker: request.workerId,
    engine: request.engine,
    started_at: seconds(request.startedAt),
    ended_at: seconds(request.endedAt),
    duration_ms: request.durationMs,
    usage: request.usage && usageObject(request.usage),
    error_code: request.errorCode,
    duplicate_of: request.duplicateOf,
  };
}

/** The text of a request with its lines, which are spliced in as they are: parsing them would change numbers. */
export function requestDetailText(request: BatchRequestDetail, present: (object: object) => object): Buffer {
  const shown: Omit<ApiBatchRequestDetail, 'input' | 'output'> = {
    ...requestObject(request),
    attempt_history: request.attemptHistory.map(attemptObject),
  };
  const head = JSON.stringify(present(shown)).slice(0, -1);
  const output = request.output ?? Buffer.from('null');
  return Buffer.concat([
    ...[Buffer.from(`${head},"input":`), request.input ?? Buffer.from('null')],
    ...[Buffer.from(',"output":'), output, Buffer.from('}')],
  ]);
}
