import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type FleetRecord, SpillwayError } from '@spillway/core';

/** Recorded decisions of a live fleet from files of JSON lines. Throws `invalid_argument` for what is none. */
export async function readRecords(paths: readonly string[]): Promise<FleetRecord[]> {
  const records: FleetRecord[] = [];
  for (const path of paths) {
    let line = 0;
    try {
      for await (const text of createInterface({
        input: createReadStream(path),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        line += 1;
        if (text !== '') records.push(recordOf(JSON.parse(text)));
      }
    } catch (cause) {
      const place = line === 0 ? path : `${path}, line ${line}`;
      throw refused(
        `${place} is no record of a decision: ${cause instanceof Error ? cause.message : String(cause)}.`,
        cause,
      );
    }
  }
  if (records.length === 0) throw refused(`${paths.join(', ')} holds no decision.`);
  return records;
}

function recordOf(value: unknown): FleetRecord {
  const { version, policy, snapshot, decision } = fieldsOf(value);
  if (version !== 1) throw new Error('it is not of version 1');
  const { name, options } = fieldsOf(policy);
  const { asOf, model, pools, lanes, workers } = fieldsOf(snapshot);
  const isWhole =
    typeof name === 'string' &&
    isObject(options) &&
    typeof model === 'string' &&
    Number.isFinite(asOf) &&
    [pools, workers, ...Object.values(fieldsOf(lanes)), fieldsOf(decision).pools].every((list) =>
      isListOfObjects(list),
    );
  if (!isWhole) throw new Error('it lacks a part');
  return value as FleetRecord;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one));
}

/** Nothing where it is no object. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function refused(message: string, cause?: unknown): SpillwayError {
  return new SpillwayError(message, {
    code: 'invalid_argument',
    param: '--replay',
    hint: 'A file that --fleet-log wrote has one on each line.',
    cause,
  });
}
