import { type Engine, startEngine } from '@spillway/simulator';
import { hazardContextTokens, hazardModel } from './raw-line.ts';

/** An engine that answers at once and keeps the bodies that it receives. */
export class RecordingEngine implements AsyncDisposable {
  /** Bodies by the position of their request, of the batch that is on. */
  readonly bodies: Map<number, Buffer[]> = new Map();
  /** A million bodies are not kept. */
  isRecording = true;
  #engine: Engine | undefined;

  static async start(): Promise<RecordingEngine> {
    const recording = new RecordingEngine();
    recording.#engine = await startEngine({
      models: [hazardModel],
      speed: Number.POSITIVE_INFINITY,
      maxModelLen: hazardContextTokens,
      countExecutions: 'compact',
      logBodies: (body, requestId) => recording.#keep(body, requestId),
    });
    return recording;
  }

  get url(): string {
    return this.#engine?.url ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine?.[Symbol.asyncDispose]();
  }

  #keep(body: Uint8Array, requestId: string | undefined): void {
    if (!this.isRecording) return;
    const position = Number(/_(\d+)$/.exec(requestId ?? '')?.[1]);
    this.bodies.set(position, [...(this.bodies.get(position) ?? []), Buffer.from(body)]);
  }
}
