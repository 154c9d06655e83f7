import type { Measurement } from './measure.ts';
import type { MemorySample } from './memory-watch.ts';

/** Bytes as megabytes of a million bytes. */
export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : (bytes / 1e6).toFixed(0);
}

/** A row of resident memory for people at a terminal. */
export function sampleText({ seconds, stage, bytes }: MemorySample): string {
  const cells = Object.entries(bytes).map(([name, value]) => `${name} ${megabytes(value).padStart(4)}`);
  return `${String(seconds).padStart(5)} s  ${cells.join('  ')}  ${stage}`;
}

/** The peak of each process, the bounded ones first. */
export function peakRows({ peaks }: Measurement): string[][] {
  return [...peaks].map(([name, { bytes, stage }]) => [name, megabytes(bytes), stage]);
}

/** About `count` of the samples, evenly over time, and the last. */
export function thinned(samples: readonly MemorySample[], count: number): MemorySample[] {
  const step = Math.max(1, Math.ceil(samples.length / count));
  return samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
