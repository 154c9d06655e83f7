import { Buffer } from 'node:buffer';
import { DIGIT_0, DIGIT_9, LOWER_F, LOWER_N, LOWER_T, MINUS, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './ascii.ts';

/** What the value of a field is; `unknown` is a byte that no value begins with. */
export type JsonKind = 'absent' | 'string' | 'number' | 'object' | 'array' | 'true' | 'false' | 'null' | 'unknown';

/** Where the value of a field lies in the bytes of its line. Reused from line to line. */
export class Field {
  /** As it stands in the line, for instance `custom_id`. */
  readonly name: string;
  /** The name as it stands between its quotes when nothing in it is escaped. */
  readonly nameBytes: Buffer;
  /** `absent` until a scan finds the field. */
  kind: JsonKind = 'absent';
  /** Where the value begins in the bytes of the batch; meaningless while it is absent. */
  start = 0;
  /** Just behind the value. */
  end = 0;
  /** A string that holds a backslash. */
  escaped = false;
  /** The decoded string, once somebody asked for it. */
  text: string | undefined;

  /** Whether it may come twice in its object; the last one counts then, as everywhere. */
  readonly repeatable: boolean;

  constructor(name: string, { repeatable = false }: { readonly repeatable?: boolean } = {}) {
    this.name = name;
    this.nameBytes = Buffer.from(name);
    this.repeatable = repeatable;
  }
}

/**
 * The fields that a scan looks for in one object, found by comparing bytes: no input ever names a property. Their names
 * have different lengths, so that a length leaves one name to compare.
 */
export class FieldSet {
  private readonly fields: readonly Field[];
  private readonly byLength: (Field | undefined)[] = [];

  constructor(fields: readonly Field[]) {
    this.fields = fields;
    const longest = Math.max(...fields.map(({ name }) => name.length));
    for (let length = 0; length <= longest; length++)
      this.byLength.push(fields.find(({ name }) => name.length === length));
  }

  /** Makes all fields absent. */
  clear(): void {
    for (const field of this.fields) field.kind = 'absent';
  }

  /** The field whose unescaped name lies between the two positions. */
  find(bytes: Buffer, start: number, end: number): Field | undefined {
    const length = end - start;
    const field = length < this.byLength.length ? this.byLength[length] : undefined;
    return field !== undefined && isAt(bytes, start, field.nameBytes) ? field : undefined;
  }

  /** The field of that name, if the set has one. */
  named(name: string): Field | undefined {
    return this.fields.find((field) => field.name === name);
  }
}

function isAt(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index++) if (name[index] !== bytes[start + index]) return false;
  return true;
}

/** The kind of the value that begins with this byte, should it be a valid one. */
export function kindOf(byte: number): JsonKind {
  switch (byte) {
    case QUOTE:
      return 'string';
    case OPEN_BRACE:
      return 'object';
    case OPEN_BRACKET:
      return 'array';
    case LOWER_T:
      return 'true';
    case LOWER_F:
      return 'false';
    case LOWER_N:
      return 'null';
    default:
      return byte === MINUS || (byte >= DIGIT_0 && byte <= DIGIT_9) ? 'number' : 'unknown';
  }
}
