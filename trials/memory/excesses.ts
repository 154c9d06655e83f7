import { type Measurement, unbounded } from './measure.ts';

/** The processes that held more than they may, in words. */
export function excesses({ name, peaks }: Measurement, boundBytes: number): string[] {
  const beyond = [...peaks].filter(([process, { bytes }]) => !unbounded.has(process) && bytes > boundBytes);
  return beyond.map(([process, { bytes, stage }]) => `${process} of ${name} with ${bytes} bytes (${stage})`);
}
