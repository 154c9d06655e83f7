import type { Socket } from 'node:net';
import { BodyLog } from './body-log.ts';
import { type FaultSettings, faultPlan } from './faults.ts';
import { HttpServer } from './http-server.ts';
import { type EngineOptions, type EngineSettings, parseOptions } from './options.ts';
import { RequestPipeline } from './request-pipeline.ts';
import { route } from './router.ts';
import type { EngineStats } from './statistics.ts';
import { statsOf } from './stats.ts';

/** A running engine. It stays on one port over crashes and restarts. */
export interface Engine extends AsyncDisposable {
  /** `http://host:port`, without a path. */
  readonly url: string;
  /** The port that it listens on, also while it is crashed. */
  readonly port: number;
  /** What happened so far; a snapshot but for `executions`. */
  stats(): EngineStats;
  /** Replaces the faults in force; `{}` turns all off. Throws a RangeError that names what is wrong. */
  setFaults(faults: FaultSettings): void;
  /** Sets counters, executions and the prefix cache back to the start. Faults stay in force. */
  reset(): void;
  /** Dies like a killed process: connections are reset, new ones refused, the batch is lost. Counters stay. */
  crash(): Promise<void>;
  /** Listens again on the same port after a crash. Nothing happens when it listens already. */
  restart(): Promise<void>;
  /** Lets requests in flight finish for at most `shutdownTimeoutMs`, then resets them. May be called again. */
  close(): Promise<void>;
}

/** Starts an engine that answers like vLLM. Throws a RangeError that names a wrong option. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const engine = new HttpEngine(parseOptions(options));
  await engine.restart();
  return engine;
}

class HttpEngine implements Engine {
  readonly #settings: EngineSettings;
  readonly #server: HttpServer;
  readonly #pipeline: RequestPipeline;
  readonly #bodyLog: BodyLog;
  #port: number;
  #closed = false;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
    this.#port = settings.port;
    this.#bodyLog = new BodyLog(settings.logBodies);
    const log = settings.logBodies === undefined ? undefined : this.#bodyLog;
    this.#pipeline = new RequestPipeline(settings, log, () => void this.crash());
    this.#server = new HttpServer((request, response, body) => route(this.#pipeline, request, response, body));
  }

  get url(): string {
    const { host } = this.#settings;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  stats(): EngineStats {
    return statsOf(this.#pipeline);
  }

  setFaults(faults: FaultSettings): void {
    this.#pipeline.faults.set(faultPlan(faults));
  }

  reset(): void {
    this.#pipeline.resetCounters();
  }

  async crash(): Promise<void> {
    const stopped = this.#stop('all');
    this.#settings.onCrash?.();
    await stopped;
  }

  async restart(): Promise<void> {
    if (this.#closed) throw new Error('this engine is closed; start another');
    if (this.#server.listening) return;
    this.#port = await this.#server.listen(this.#settings.host, this.#port);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#server.stopListening();
    await this.#drained();
    await this.#stop('in flight');
    this.#bodyLog.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #drained(): Promise<void> {
    const { waiting } = this.#pipeline;
    if (this.#settings.shutdownTimeoutMs === 0 || waiting.size === 0) return;
    const finished = new AbortController();
    for (const response of waiting) {
      response.once('close', () => waiting.size === 0 && finished.abort());
    }
    await this.#settings.clock.sleep(this.#settings.shutdownTimeoutMs, finished.signal);
  }

  async #stop(reset: 'all' | 'in flight'): Promise<void> {
    this.#server.stopListening();
    this.#pipeline.forgetState();
    const waiting = new Set<Socket>();
    for (const { socket } of this.#pipeline.waiting) if (socket !== null) waiting.add(socket);
    await this.#server.endConnections(reset === 'all' ? 'all' : waiting);
  }
}
