import { Buffer } from 'node:buffer';
import { DIGIT_0 } from './ascii.ts';
import { Field, FieldSet } from './field-set.ts';
import { TextCache } from './text-cache.ts';

/** Why a line cannot be read as a request at all. */
export interface LineFault {
  /** Half a sentence for people, for instance `something follows the object`. */
  readonly reason: string;
  /** Byte of the line at which it was noticed, zero-based. */
  readonly at: number;
}

/** A field of the body that bounds the tokens of the answer. */
export interface OutputBound {
  readonly name: string;
  readonly tokens: number;
}

/**
 * What a scan found on one line: where the fields lie, nothing decoded. A scanner fills the same object again for the
 * next line.
 */
export class ScannedLine {
  /** The bytes of the batch that the line lies in. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the line begins in `bytes`. */
  start = 0;
  /** Its bytes, without the line feed. */
  length = 0;
  /** Why it is no request; then the fields mean nothing. */
  fault: LineFault | undefined;

  readonly customId: Field = new Field('custom_id');
  readonly method: Field = new Field('method');
  readonly url: Field = new Field('url');
  readonly body: Field = new Field('body');
  readonly model: Field = new Field('model');
  readonly stream: Field = new Field('stream');
  private readonly limits: readonly Field[] = [
    new Field('max_tokens', { repeatable: true }),
    new Field('max_completion_tokens', { repeatable: true }),
    new Field('max_output_tokens', { repeatable: true }),
  ];

  /** `custom_id`, `method`, `url` and `body`. */
  readonly topFields: FieldSet = new FieldSet([this.customId, this.method, this.url, this.body]);
  /** `body.model`, `body.stream` and the bounds on tokens. */
  readonly bodyFields: FieldSet = new FieldSet([this.model, this.stream, ...this.limits]);
  private readonly cache: TextCache = new TextCache();

  /** Makes it the line at that place, with nothing found yet. */
  clear(bytes: Buffer, start: number, length: number): void {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    this.fault = undefined;
    this.topFields.clear();
    this.bodyFields.clear();
  }

  /** The string of a field; undefined when the field is absent or no string. Lone surrogates stay as they are. */
  text(field: Field): string | undefined {
    if (field.kind !== 'string') return undefined;
    field.text ??= field.escaped
      ? (JSON.parse(this.bytes.toString('utf8', field.start, field.end)) as string)
      : this.cache.decode(this.bytes, field.start + 1, field.end - 1);
    return field.text;
  }

  /** The bytes of a field's value as they stand in the line. */
  raw(field: Field): Buffer {
    return this.bytes.subarray(field.start, field.end);
  }

  /** The most tokens that the answer may have, when the body bounds them. */
  maxOutputTokens(): number | undefined {
    let most: number | undefined;
    for (const field of this.limits) {
      const tokens = this.tokens(field);
      if (tokens !== undefined) most = Math.max(most ?? 0, tokens);
    }
    return most;
  }

  /** Of the bounds on the answer that go by these names the smallest, when the body has one. */
  leastOutputBound(names: readonly string[]): OutputBound | undefined {
    let least: OutputBound | undefined;
    for (const field of this.limits) {
      const tokens = names.includes(field.name) ? this.tokens(field) : undefined;
      if (tokens !== undefined && !(least && least.tokens <= tokens)) least = { name: field.name, tokens };
    }
    return least;
  }

  private tokens(field: Field): number | undefined {
    if (field.kind !== 'number') return undefined;
    const tokens = this.number(field);
    return tokens >= 0 && tokens <= Number.MAX_SAFE_INTEGER ? tokens : undefined;
  }

  /** Short whole numbers, nearly all there are, without a string between. */
  private number({ start, end }: Field): number {
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (this.bytes[at] as number) - DIGIT_0;
      if (digit < 0 || digit > 9 || end - start > 9) return Number(this.bytes.toString('latin1', start, end));
      value = value * 10 + digit;
    }
    return value;
  }
}
