import { type Clock, type Randomness, SpillwayError, version } from '@spillway/core';
import { brokenConnection } from './broken-connection.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { ServerAddress } from './server-address.ts';
import { refusalOf } from './server-refusal.ts';

export interface ApiClientOptions {
  readonly address: ServerAddress;
  /** For an operator's key: whom to act for. */
  readonly tenant?: string | undefined;
  /** Aborts every call, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** How often a call is made again. */
  readonly maxRetries?: number;
}

export interface ApiCall {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  /** Below the server's URL, for instance `/v1/batches`. */
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly json?: object;
  /** Makes the body anew for each attempt. */
  readonly body?: () => ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether making it twice does its work once. True for GET and HEAD by default. */
  readonly repeatable?: boolean;
}

/**
 * Speaks to a server as OpenAI's clients do. Refusals and broken connections are SpillwayErrors that say what to do;
 * passing ones are waited out.
 */
export class ApiClient {
  readonly address: ServerAddress;
  readonly signal: AbortSignal;
  readonly #options: ApiClientOptions;
  /** A server that has never answered is not waited for: more likely it does not run, or is elsewhere. */
  #reached = false;

  constructor(options: ApiClientOptions) {
    this.address = options.address;
    this.signal = options.signal;
    this.#options = options;
  }

  /** Whether the server has ever answered. */
  get reached(): boolean {
    return this.#reached;
  }

  /** The JSON of a successful answer. */
  async ask<Answer>(call: ApiCall): Promise<Answer> {
    return JSON.parse(await this.text(call)) as Answer;
  }

  /** The text of a successful answer, which is JSON. */
  async text(call: ApiCall): Promise<string> {
    const response = await this.open(call);
    const type = response.headers.get('content-type') ?? '';
    if (/\bjson\b/i.test(type)) return response.text();
    await response.body?.cancel();
    throw new SpillwayError(`${this.address.url} does not answer like an API (it sent ${type || 'nothing'}).`, {
      code: 'invalid_argument',
      param: '--url',
      hint: 'Check --url or SPILLWAY_URL.',
    });
  }

  /** A successful answer, its body unread. */
  async open(call: ApiCall): Promise<Response> {
    const { clock, randomness, maxRetries = 4 } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(call);
      if (outcome instanceof Response && outcome.ok) return outcome;
      const answered = outcome instanceof Response ? outcome : undefined;
      const waitMs = retryDelayMs({
        attempt,
        repeatable: this.#reached && (call.repeatable ?? ['GET', 'HEAD'].includes(call.method ?? 'GET')),
        chance: randomness.next(),
        nowMs: clock.now(),
        ...(answered && { status: answered.status, headers: answered.headers }),
      });
      if (waitMs === undefined || attempt >= maxRetries) {
        throw answered ? await refusalOf(answered, this.address) : brokenConnection(outcome, this.address);
      }
      await answered?.body?.cancel();
      await clock.sleep(waitMs, this.signal);
      this.signal.throwIfAborted();
    }
  }

  /** The answer, or why there is none. */
  async #attempt(call: ApiCall): Promise<unknown> {
    try {
      const response = await fetch(this.#urlOf(call), this.#initOf(call));
      this.#reached = true;
      return response;
    } catch (error) {
      this.signal.throwIfAborted();
      return error;
    }
  }

  #urlOf({ path, query = {} }: ApiCall): string {
    const url = new URL(`${this.address.url}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  #initOf({ method = 'GET', json, body, headers }: ApiCall): RequestInit & { duplex?: 'half'; window?: null } {
    const { address, tenant } = this.#options;
    return {
      method,
      signal: this.signal,
      headers: {
        accept: 'application/json',
        'user-agent': `spillway/${version}`,
        ...(address.key !== undefined && { authorization: `Bearer ${address.key}` }),
        ...(tenant !== undefined && { 'spillway-tenant': tenant }),
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json && { body: JSON.stringify(json) }),
      // Fetch keeps a copy of every body that it might have to send again, all 500 MB of it. Not of one that may be neither
      // redirected nor shown to a window.
      ...(body && { body: body(), duplex: 'half', redirect: 'error', window: null }),
    };
  }
}
