import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendDripped, sendGarbage, sendJson, sendTruncated } from './answer.ts';
import { BatchLoop } from './batch-loop.ts';
import { type BodyDigest, digestOf } from './body-digest.ts';
import type { BodyLog } from './body-log.ts';
import { ContinuousBatch } from './continuous-batch.ts';
import { CompactExecutions, ExactExecutions, type Executions } from './executions.ts';
import { FaultSwitch } from './fault-switch.ts';
import type { FaultKind } from './faults.ts';
import type { Endpoint, Generation } from './generation.ts';
import type { EngineSettings } from './options.ts';
import { BLOCK_TOKENS, PrefixCache } from './prefix-cache.ts';
import { parseBody } from './request-body.ts';
import type { SequenceCost } from './sequence.ts';
import { serviceTime } from './service-time.ts';
import { Statistics } from './statistics.ts';
import { type Refusal, refusal } from './vllm-error.ts';

/** What becomes of a request for a generation: counted, failed by plan, refused, or computed and answered. */
export class RequestPipeline {
  readonly settings: EngineSettings;
  readonly faults: FaultSwitch;
  readonly batch: ContinuousBatch;
  readonly loop: BatchLoop;
  statistics: Statistics = new Statistics();
  executions: Executions | undefined;
  /** The answers that someone still waits for. An instant engine never keeps one waiting. */
  readonly waiting: Set<ServerResponse> = new Set();
  readonly #prefixCache: PrefixCache | undefined;
  readonly #bodyLog: BodyLog | undefined;
  readonly #crash: () => void;

  constructor(settings: EngineSettings, bodyLog: BodyLog | undefined, crash: () => void) {
    this.settings = settings;
    this.faults = new FaultSwitch(settings.faults, settings.seed);
    this.batch = new ContinuousBatch(settings, serviceTime(settings));
    this.loop = new BatchLoop(this.batch, settings.clock);
    this.#prefixCache = settings.prefixCache
      ? new PrefixCache(Math.floor(settings.kvCacheTokens / BLOCK_TOKENS))
      : undefined;
    this.#bodyLog = bodyLog;
    this.#crash = crash;
    this.executions = newExecutions(settings);
  }

  receive(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const requestId = request.headers['x-request-id'] as string | undefined;
    const digest = digestOf(body);
    this.statistics.received += 1;
    this.#bodyLog?.write(body, requestId);
    this.executions?.add(requestId ?? digest.hex);
    const fault = this.faults.next(body, digest);
    if (fault !== undefined) this.statistics.countFault(fault);
    if (fault !== undefined && this.#failsAtOnce(fault, response)) return;
    const generation = this.#generationOf(endpoint, request, body, digest);
    if ('status' in generation) this.#send(response, generation.status, generation.body);
    else this.#compute(generation, response, fault);
  }

  /** What a new process would not remember: the batch and the prefix cache. */
  forgetState(): void {
    this.loop.clear();
    this.#prefixCache?.clear();
  }

  resetCounters(): void {
    this.statistics = new Statistics();
    this.executions = newExecutions(this.settings);
    this.faults.reset();
    this.batch.resetCounters();
    this.#prefixCache?.clear();
  }

  #generationOf(endpoint: Endpoint, request: IncomingMessage, body: Buffer, digest: BodyDigest): Generation | Refusal {
    const parsed = parseBody(request.headers['content-type'], body);
    return 'refused' in parsed ? parsed.refused : endpoint(parsed.value, { settings: this.settings, digest });
  }

  #compute(generation: Generation, response: ServerResponse, fault: FaultKind | undefined): void {
    const { promptText, promptTokens, completionTokens } = generation;
    const cachedTokens = this.#prefixCache?.use(promptText, promptTokens) ?? 0;
    const cost: SequenceCost = { promptTokens, cachedTokens, completionTokens };
    if (this.#prefixCache !== undefined) this.statistics.countLookup(promptTokens, cachedTokens);
    if (this.settings.instant) {
      this.statistics.countInstant(cost);
      this.batch.queueTimes.observe(0);
      this.#deliver(generation, cost, response, fault);
      return;
    }
    const abort = this.loop.run(cost, () => {
      this.waiting.delete(response);
      this.#deliver(generation, cost, response, fault);
    });
    this.#await(response, abort);
  }

  #deliver(generation: Generation, cost: SequenceCost, response: ServerResponse, fault: FaultKind | undefined): void {
    this.statistics.countSuccess(generation);
    if (fault === undefined) {
      this.#send(response, 200, generation.answer(cost));
      return;
    }
    this.statistics.countStatus(200);
    if (fault === 'truncate') sendTruncated(response, generation.answer(cost));
    else if (fault === 'drip') void this.#drip(response, generation.answer(cost));
    else {
      sendGarbage(response);
      this.statistics.answered += 1;
    }
  }

  async #drip(response: ServerResponse, body: string): Promise<void> {
    this.#await(response);
    const whole = await sendDripped(response, body, this.faults.plan.dripMs, this.settings.clock);
    if (!this.waiting.delete(response)) return;
    if (whole) this.statistics.answered += 1;
  }

  /** Fails a request whose fault needs no answer to spoil. Answers whether the fault was of that kind. */
  #failsAtOnce(fault: FaultKind, response: ServerResponse): boolean {
    const { retryAfterSeconds } = this.faults.plan;
    const retryAfter = ['retry-after', String(retryAfterSeconds)];
    switch (fault) {
      case 'status429':
        this.#send(response, ...failure(429, 'Too Many Requests', 'The engine is saturated.'), retryAfter);
        return true;
      case 'status503':
        this.#send(response, ...failure(503, 'Service Unavailable', 'The engine is overloaded.'), retryAfter);
        return true;
      case 'status500':
        this.#send(response, ...failure(500, 'Internal Server Error', 'The engine failed on this request.'));
        return true;
      case 'hang':
        this.#await(response);
        return true;
      case 'reset':
        this.statistics.aborted += 1;
        response.socket?.resetAndDestroy();
        return true;
      case 'crash':
        this.statistics.aborted += 1;
        this.#crash();
        return true;
      default:
        return false;
    }
  }

  #await(response: ServerResponse, onGone?: () => void): void {
    this.waiting.add(response);
    response.once('close', () => {
      if (!this.waiting.delete(response)) return;
      this.statistics.aborted += 1;
      onGone?.();
    });
  }

  #send(response: ServerResponse, status: number, body: string, headers?: readonly string[]): void {
    this.statistics.countStatus(status);
    this.statistics.answered += 1;
    sendJson(response, status, body, headers);
  }
}

function newExecutions({ countExecutions }: EngineSettings): Executions | undefined {
  if (countExecutions === false) return undefined;
  return countExecutions === 'compact' ? new CompactExecutions() : new ExactExecutions();
}

function failure(status: number, type: string, message: string): [status: number, body: string] {
  const refused = refusal(status, type, message);
  return [refused.status, refused.body];
}
