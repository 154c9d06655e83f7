import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { SpillwayError } from '@spillway/core';
import { fromSkyNomad, fromSkyPilot, parseSpotTrace, type SpotTrace } from '@spillway/simulator/fleet';

/**
 * A spot availability trace from files in Spillway's own format, in SkyPilot's (a file a zone, named after it) or in
 * SkyNomad's (a file a round). Throws `invalid_argument` for what is none of these.
 */
export async function readTrace(paths: readonly string[]): Promise<SpotTrace> {
  const contents: unknown[] = [];
  for (const path of paths) contents.push(await readJson(path));
  try {
    return traceOf(paths, contents);
  } catch (error) {
    throw unreadable(paths.join(', '), error);
  }
}

function traceOf(paths: readonly string[], contents: readonly unknown[]): SpotTrace {
  const [first] = contents;
  if (has(first, 'availability') && contents.length === 1) return parseSpotTrace(first);
  if (has(first, 'scheduled_at')) return fromSkyNomad(contents);
  const zones = contents.map((content, index) => [zoneOf(paths[index] ?? ''), content]);
  return fromSkyPilot(Object.fromEntries(zones));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function has(content: unknown, field: string): boolean {
  return typeof content === 'object' && content !== null && field in content;
}

function zoneOf(path: string): string {
  return basename(path, extname(path));
}

function unreadable(path: string, cause: unknown): SpillwayError {
  return new SpillwayError(`${path} is no trace: ${cause instanceof Error ? cause.message : String(cause)}.`, {
    code: 'invalid_argument',
    param: '--trace',
    hint: 'Name one file with "metadata" and "availability", or files of SkyPilot or SkyNomad.',
    cause,
  });
}
