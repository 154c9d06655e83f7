import { type Attributes, SpanKind, type SpanOptions } from '@opentelemetry/api';
import type { TokenUsage } from '../../executor/index.ts';
import type { Batch } from '../../store/index.ts';

/**
 * Names and attributes of all spans, and nothing else knows them: a change of the conventions is a change of this file.
 *
 * After OpenTelemetry's semantic conventions 1.41 for messaging (opentelemetry.io/docs/specs/semconv/messaging/messaging-spans)
 * and generative AI (…/gen-ai/gen-ai-spans), both in development: a batch is a batch of messages whose destination is the
 * endpoint, an execution is a client's call of a model. What neither has a word for is under `spillway.`.
 */
export interface SpanShape extends SpanOptions {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What the coordinator does for a batch that is worth a span. */
export type TracedStep = 'plan' | 'requeue' | 'withdraw' | 'finalize';

/** One revision of a batch, from its creation or reopening to its end. */
export function batchSpan(batch: Batch): SpanShape {
  return {
    name: `batch ${batch.endpoint}`,
    kind: SpanKind.INTERNAL,
    attributes: { ...ofBatch(batch), 'messaging.batch.message_count': batch.counts.total },
  };
}

/** What became of it. */
export function endedAttributes({ phase, counts, usage }: Batch): Attributes {
  return {
    'spillway.batch.phase': phase,
    'spillway.requests.succeeded': counts.succeeded,
    'spillway.requests.failed': counts.failed,
    'spillway.requests.dead_lettered': counts.deadLettered,
    'spillway.requests.expired': counts.expired,
    'spillway.requests.cancelled': counts.cancelled,
    ...(usage && tokens({ input: usage.inputTokens, output: usage.outputTokens })),
    ...((phase === 'failed' || phase === 'expired') && { 'error.type': phase }),
  };
}

/** An event of a batch's timeline. */
export function timelineAttributes(text: string): Attributes {
  return { 'spillway.event.text': text };
}

/** The call that created a batch. */
export function createSpan(endpoint: string): SpanShape {
  const attributes = { ...ofDestination(endpoint), ...operation('create', 'create') };
  return { name: `create ${endpoint}`, kind: SpanKind.PRODUCER, attributes };
}

/** What is known of the batch once it is created. */
export function createdAttributes(batch: Batch): Attributes {
  return ofBatch(batch);
}

/** A step of a coordinator. */
export function stepSpan(step: TracedStep, batch: Batch, lapses: number): SpanShape {
  const attributes = { ...ofBatch(batch), ...operation(step, 'process'), 'spillway.step.lapses': lapses };
  return { name: `${step} ${batch.endpoint}`, kind: SpanKind.INTERNAL, attributes };
}

/** One execution of a request, as far as it is known before it. */
export interface TracedRequest {
  readonly batch: Batch;
  readonly requestId: string;
  readonly model: string;
  readonly pool: string;
  readonly worker: string;
  /** 1 for the first. */
  readonly attempt: number;
}

export function requestSpan({ batch, requestId, model, pool, worker, attempt }: TracedRequest): SpanShape {
  const asked = operationOf(batch.endpoint);
  return {
    name: `${asked} ${model}`,
    kind: SpanKind.CLIENT,
    attributes: {
      ...ofBatch(batch),
      ...operation('execute', 'process'),
      'messaging.message.id': requestId,
      'messaging.consumer.group.name': pool,
      'messaging.client.id': worker,
      'gen_ai.operation.name': asked,
      // Whatever the engine is, its API is OpenAI's.
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
      'spillway.request.attempt': attempt,
    },
  };
}

/** How an execution ended. */
export interface TracedEnd {
  readonly verdict: string;
  readonly engine: string | null;
  readonly statusCode: number | null;
  /** The engine's id of its answer. */
  readonly answerId: string | null;
  readonly usage?: TokenUsage;
  /** What went wrong, in a word. */
  readonly error?: string;
  /** The final outcome; absent when the request will be tried again. */
  readonly outcome?: string;
}

export function executedAttributes({ usage, ...end }: TracedEnd): Attributes {
  return {
    'spillway.verdict': end.verdict,
    ...addressOf(end.engine),
    ...(end.statusCode !== null && { 'http.response.status_code': end.statusCode }),
    ...(end.answerId !== null && { 'gen_ai.response.id': end.answerId }),
    ...(usage && tokens({ input: usage.inputTokens, output: usage.outputTokens })),
    ...(usage && { 'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens }),
    ...(end.error !== undefined && failure(end.error)),
    ...(end.outcome !== undefined && { 'spillway.request.outcome': end.outcome }),
  };
}

/** Something went wrong. */
export function failure(type: string): Attributes {
  return { 'error.type': type };
}

function ofBatch({ id, revision, tenant, endpoint }: Batch): Attributes {
  return {
    ...ofDestination(endpoint),
    'spillway.batch.id': id,
    'spillway.batch.revision': revision,
    'spillway.tenant': tenant,
  };
}

function ofDestination(endpoint: string): Attributes {
  return { 'messaging.system': 'spillway', 'messaging.destination.name': endpoint };
}

function operation(name: string, type: 'create' | 'process'): Attributes {
  return { 'messaging.operation.name': name, 'messaging.operation.type': type };
}

function tokens({ input, output }: { readonly input: number; readonly output: number }): Attributes {
  return { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output };
}

const operations: Readonly<Record<string, string>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'chat',
  '/v1/completions': 'text_completion',
  '/v1/embeddings': 'embeddings',
};

/** What the conventions have no word for is named as its path ends. */
function operationOf(endpoint: string): string {
  return operations[endpoint] ?? endpoint.split('/').at(-1) ?? endpoint;
}

function addressOf(engine: string | null): Attributes {
  if (engine === null || !URL.canParse(engine)) return {};
  const { hostname, port, protocol } = new URL(engine);
  return { 'server.address': hostname, 'server.port': Number(port || (protocol === 'https:' ? 443 : 80)) };
}
