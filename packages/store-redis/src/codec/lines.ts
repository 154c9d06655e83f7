import { SpillwayError } from '@spillway/core/errors';
import { type Lines, type Outcome, outcomes } from '@spillway/core/store';

/** The arrays of lines, one after the other, each with the narrowest width that holds its numbers. */
export function packArrays(lines: Lines): Buffer {
  return Buffer.concat([
    packNumbers(lines.outcomes.map((outcome) => outcomes.indexOf(outcome))),
    packNumbers(lines.lengths),
    packNumbers(lines.attempts),
    packNumbers(lines.tokensIn),
    packNumbers(lines.tokensOut),
    packNumbers(lines.durationsMs),
  ]);
}

/** The arrays of `count` lines, see {@link packArrays}. */
export function unpackArrays(
  bytes: Buffer,
  count: number,
): Pick<Lines, 'outcomes' | 'lengths' | 'attempts' | 'tokensIn' | 'tokensOut' | 'durationsMs'> {
  let at = 0;
  const next = (): readonly number[] => {
    const [numbers, end] = unpackNumbers(bytes, at, count);
    at = end;
    return numbers;
  };
  return {
    outcomes: next().map((code) => outcomes[code] as Outcome),
    lengths: next(),
    attempts: next(),
    tokensIn: next(),
    tokensOut: next(),
    durationsMs: next(),
  };
}

/** Width 0 is one number that stands for all; the others are bytes a number, big-endian; 8 a float. */
function packNumbers(values: readonly number[]): Buffer {
  const [first = 0] = values;
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const whole = values.every((value) => Number.isSafeInteger(value) && value >= 0) && largest < 2 ** 32;
  if (!values.every(Number.isFinite)) throw unfit(values);
  if (whole && values.every((value) => value === first)) return Buffer.concat([Buffer.of(0), packed([first], 4)]);
  const width = !whole ? 8 : largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
  return Buffer.concat([Buffer.of(width), packed(values, width)]);
}

function unfit(values: readonly number[]): SpillwayError {
  const wrong = values.find((value) => !Number.isFinite(value));
  return new SpillwayError(`A settlement cannot hold the number ${wrong}.`, { code: 'invalid_argument' });
}

function packed(values: readonly number[], width: number): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * width);
  for (const [index, value] of values.entries()) {
    if (width === 8) bytes.writeDoubleBE(value, index * width);
    else bytes.writeUIntBE(value, index * width, width);
  }
  return bytes;
}

function unpackNumbers(bytes: Buffer, at: number, count: number): readonly [readonly number[], number] {
  const width = bytes.readUInt8(at);
  const begin = at + 1;
  if (width === 0) return [Array.from({ length: count }, () => bytes.readUInt32BE(begin)), begin + 4];
  const read = (place: number): number => (width === 8 ? bytes.readDoubleBE(place) : bytes.readUIntBE(place, width));
  const numbers = Array.from({ length: count }, (_, index) => read(begin + index * width));
  return [numbers, begin + count * width];
}
