import type { BlobRange, BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { failureLabel } from './failure-label.ts';
import { measureCalls } from './measure-calls.ts';
import type { Telemetry } from './telemetry.ts';

/** The blob storage, whose calls and bytes are measured. A read takes until its first chunk. */
export function measuredBlobs(blobs: BlobStorage, { instruments }: Telemetry, clock: Clock): BlobStorage {
  const took = (call: string, durationMs: number): void => instruments.blobCalls.record(durationMs / 1_000, { call });
  const failed = (call: string, error: unknown): void =>
    instruments.blobErrors.add(1, { call, code: failureLabel(error) });
  const passed = (bytes: number, direction: 'read' | 'write'): void => instruments.blobBytes.add(bytes, { direction });

  async function* read(key: string, range?: BlobRange): AsyncGenerator<Uint8Array> {
    const sentMs = clock.monotonic();
    let waits = true;
    const answered = (): void => {
      if (waits) took('read', clock.monotonic() - sentMs);
      waits = false;
    };
    try {
      for await (const chunk of blobs.read(key, range)) {
        answered();
        passed(chunk.length, 'read');
        yield chunk;
      }
    } catch (error) {
      failed('read', error);
      throw error;
    } finally {
      answered();
    }
  }

  const calls = measureCalls(blobs, {
    clock,
    onEnd({ method, durationMs, error }) {
      took(method, durationMs);
      if (error !== undefined) failed(method, error);
    },
  });
  const put: BlobStorage['put'] = async (...args) => {
    const head = await calls.put(...args);
    passed(head.bytes, 'write');
    return head;
  };
  return new Proxy(calls, {
    get: (_, name) => (name === 'read' ? read : name === 'put' ? put : Reflect.get(calls, name)),
  });
}
