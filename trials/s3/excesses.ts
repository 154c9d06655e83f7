import type { BatchMeasurement } from './measure-batch.ts';
import type { UploadMeasurement } from './measure-upload.ts';

/** What no measurement may exceed. */
export const bounds = {
  /** Resident bytes of `serve` while a file goes through it. */
  uploadBytes: 250_000_000,
  /** Resident bytes of any process of Spillway while a batch goes through it. */
  processBytes: 300_000_000,
  /** How often workers ask a byte of the input. */
  inputReads: 1.2,
} as const;

const ours: readonly string[] = ['serve', 'coordinate', 'work'];

/** The bounds that the upload exceeds, in words. */
export function excessesOfUpload({ server, peakBytes }: UploadMeasurement): string[] {
  return peakBytes < bounds.uploadBytes ? [] : [`serve held ${peakBytes} bytes during the upload to ${server}`];
}

/** The bounds that the batch exceeds, in words. */
export function excessesOfBatch({ peaks, inputAskedBytes, inputBytes }: BatchMeasurement): string[] {
  const held = ours.flatMap((name) => {
    const bytes = peaks.get(name)?.bytes ?? Number.POSITIVE_INFINITY;
    return bytes <= bounds.processBytes ? [] : [`${name} held ${bytes} bytes`];
  });
  const reads = inputAskedBytes / inputBytes;
  return reads <= bounds.inputReads ? held : [...held, `workers asked each byte of the input ${reads} times`];
}
