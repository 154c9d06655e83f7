import { Buffer, isUtf8 } from 'node:buffer';
import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, QUOTE } from './ascii.ts';
import { type Field, type FieldSet, kindOf } from './field-set.ts';
import { invalidUtf8At } from './invalid-utf8-at.ts';
import { JsonCursor } from './json-cursor.ts';
import type { Line, LineBatch } from './line-splitter.ts';
import { ScannedLine } from './scanned-line.ts';

/** What a scan of lines takes. */
export interface LineScannerOptions {
  /** Objects and arrays inside each other at the most, the line's own object included; 10,000 by default. */
  readonly maxDepth?: number;
}

/** Planning lets nothing deeper through, so whoever reads planned lines again needs no bound of its own. */
export const deepestLine = 10_000;

/**
 * Finds the parts of a request in the bytes of its line, and whether the line is strict JSON in valid UTF-8, without
 * parsing: nothing is created that input could name, and the body is never made, only located.
 */
export class LineScanner {
  private readonly line: ScannedLine = new ScannedLine();
  private readonly cursor: JsonCursor;
  /** Names at the top level beside the four that matter, made only for lines that have some. */
  private otherNames: Set<string> | undefined;
  private validBatch: LineBatch | undefined;

  constructor({ maxDepth = deepestLine }: LineScannerOptions = {}) {
    this.cursor = new JsonCursor(maxDepth);
  }

  /** Scans one line of the batch. The result is good until the next call. */
  scan(batch: LineBatch, { start, length }: Line): ScannedLine {
    const { line, cursor } = this;
    line.clear(batch.bytes, start, length);
    cursor.load(batch.bytes);
    this.otherNames = undefined;
    const end = this.isUtf8(batch, start, length) ? this.request(start, start + length) : -1;
    if (end < 0) line.fault = { reason: cursor.fault, at: cursor.faultAt - start };
    return line;
  }

  private request(start: number, end: number): number {
    const { cursor, line } = this;
    let at = cursor.space(start);
    if (line.bytes[at] !== OPEN_BRACE) return this.notAnObject(at, end);
    at = this.members(at, 0, line.topFields);
    if (at < 0) return at;
    at = cursor.space(at);
    return at === end ? at : cursor.fail(at, 'something follows the object');
  }

  private notAnObject(at: number, end: number): number {
    const after = this.cursor.value(at, 0);
    if (after < 0) return after;
    const valid = this.cursor.space(after) === end;
    return this.cursor.fail(at, valid ? 'it is not an object' : 'something follows the first value');
  }

  /** The object that opens at `open`, inside `depth` others. Notes the fields of the set. */
  private members(open: number, depth: number, fields: FieldSet): number {
    const { cursor } = this;
    const { bytes } = this.line;
    let at = cursor.space(open + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      at = this.member(at, depth, fields);
      if (at < 0) return at;
      at = cursor.space(at);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return cursor.fail(at, 'a comma or a closing brace is expected');
      at = cursor.space(at + 1);
    }
  }

  private member(nameStart: number, depth: number, fields: FieldSet): number {
    const { cursor, line } = this;
    if (line.bytes[nameStart] !== QUOTE) return cursor.fail(nameStart, 'a name in double quotes is expected');
    cursor.escaped = false;
    const nameEnd = cursor.string(nameStart);
    if (nameEnd < 0) return nameEnd;
    const field = cursor.escaped
      ? fields.named(this.decode(nameStart, nameEnd))
      : fields.find(line.bytes, nameStart + 1, nameEnd - 1);
    if (this.isRepeated(field, nameStart, nameEnd, fields)) return -1;
    const at = cursor.colon(nameEnd);
    if (at < 0) return at;
    return field === undefined ? cursor.value(at, depth + 1) : this.fieldValue(field, at, depth + 1);
  }

  private fieldValue(field: Field, start: number, depth: number): number {
    const { cursor, line } = this;
    field.kind = kindOf(line.bytes[start] as number);
    field.start = start;
    field.text = undefined;
    cursor.escaped = false;
    field.end =
      field === line.body && field.kind === 'object'
        ? this.members(start, depth, line.bodyFields)
        : cursor.value(start, depth);
    field.escaped = cursor.escaped;
    return field.end;
  }

  /** Notes a fault when a name comes twice that must not: engines would not agree on which of the two counts. */
  private isRepeated(field: Field | undefined, nameStart: number, nameEnd: number, fields: FieldSet): boolean {
    const seen =
      field === undefined
        ? fields === this.line.topFields && this.isKnownName(nameStart, nameEnd)
        : field.kind !== 'absent' && !field.repeatable;
    if (seen) this.cursor.fail(nameStart, `the name ${this.shown(nameStart, nameEnd)} comes twice`);
    return seen;
  }

  private isKnownName(nameStart: number, nameEnd: number): boolean {
    const name = this.decode(nameStart, nameEnd);
    this.otherNames ??= new Set();
    if (this.otherNames.has(name)) return true;
    this.otherNames.add(name);
    return false;
  }

  private decode(start: number, end: number): string {
    return JSON.parse(this.line.bytes.toString('utf8', start, end)) as string;
  }

  private shown(start: number, end: number): string {
    const text = this.line.bytes.toString('utf8', start, end);
    return text.length <= 64 ? text : `${text.slice(0, 60)}…"`;
  }

  /** Asked once for all lines of a batch; only a batch that holds bad bytes is asked line by line. */
  private isUtf8(batch: LineBatch, start: number, length: number): boolean {
    if (batch === this.validBatch) return true;
    const last = batch.lines.at(-1) as Line;
    if (isUtf8(batch.bytes.subarray((batch.lines[0] as Line).start, last.start + last.length))) {
      this.validBatch = batch;
      return true;
    }
    const text = batch.bytes.subarray(start, start + length);
    if (isUtf8(text)) return true;
    this.cursor.fail(start + invalidUtf8At(text), 'it holds bytes that are not UTF-8');
    return false;
  }
}

/** Scans one line by itself: a JSON text without a line feed. */
export function scanLine(text: Uint8Array, options?: LineScannerOptions): ScannedLine {
  const bytes = Buffer.alloc(text.length + 1, LINE_FEED);
  bytes.set(text);
  const line: Line = { number: 1, offset: 0, start: 0, length: text.length, tooLong: false };
  return new LineScanner(options).scan({ bytes, lines: [line] }, line);
}
