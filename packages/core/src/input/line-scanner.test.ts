import { Buffer, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineScanner, scanLine } from './line-scanner.ts';
import { splitLines } from './line-splitter.ts';

const scan = (text: string): ReturnType<typeof scanLine> => scanLine(Buffer.from(text));
const reasonOf = (text: string): string | undefined => scan(text).fault?.reason;

/** Whether the text is an object in valid UTF-8, as the platform sees it. */
function isObject(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return false;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** JSON texts with white space in all the places where it may stand. */
const spacedJson: fc.Arbitrary<string> = fc
  .tuple(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t', ' \r'))
  .map(([value, space]) => JSON.stringify(value, null, space).replaceAll('\n', ' '));

describe('a scan of a line', () => {
  it('finds the parts of a request where they lie', () => {
    const body = '{ "model" : "m-1", "messages":[{"role":"user","content":"a \\"b\\" {"}], "max_tokens":  64 }';
    const line = scan(`{"custom_id":"a-1", "method":"POST","url":"/v1/x","body": ${body} }`);
    expect(line.fault).toBeUndefined();
    expect(line.text(line.customId)).toBe('a-1');
    expect(line.text(line.method)).toBe('POST');
    expect(line.text(line.url)).toBe('/v1/x');
    expect(line.text(line.model)).toBe('m-1');
    expect(line.raw(line.body).toString()).toBe(body);
    expect(line.maxOutputTokens()).toBe(64);
    expect(line.stream.kind).toBe('absent');
  });

  it('leaves the body as it came: big integers, 1e400, 1.0, key order, repeated keys, escapes', () => {
    const body =
      '{"z":123456789012345678901234567890,"a":[1e400,-0.0,1.0,1E+2],"a":{"k":1,"k":2},"s":"\\u0041\\/\\ud800"}';
    const line = scan(`{"body":${body}}`);
    expect(line.fault).toBeUndefined();
    expect(line.raw(line.body).toString()).toBe(body);
  });

  it('takes exactly the objects that JSON.parse takes', () => {
    fc.assert(
      fc.property(spacedJson, (text) => {
        const line = scan(`{"body":${text}}`);
        expect(line.fault).toBeUndefined();
        expect(line.raw(line.body).toString()).toBe(text.trim());
        expect(scan(text).fault === undefined).toBe(isObject(Buffer.from(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with JSON.parse on lines with flipped, lost and doubled bytes, and never throws', () => {
    const change = fc.record({
      at: fc.nat(),
      how: fc.constantFrom('flip', 'lose', 'double', 'set'),
      byte: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(spacedJson, fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
        let bytes: Buffer = Buffer.from(`{"custom_id":"é\\u00e9","body":${text},"n":-1.5e+3}`);
        for (const { at, how, byte } of changes) bytes = changed(bytes, at % bytes.length, how, byte);
        fc.pre(!bytes.includes(0x0a));
        const { fault } = scanLine(bytes);
        if (fault?.reason.includes('comes twice')) expect(isObject(bytes)).toBe(true);
        else expect(fault === undefined).toBe(isObject(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('finds the same in a line of any length and alignment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat({ max: 9 }), (text, shift) => {
        const line = Buffer.from(`${' '.repeat(shift)}{"custom_id":${JSON.stringify(text)}}`);
        const scanned = scanLine(line);
        expect(scanned.fault).toBeUndefined();
        expect(scanned.text(scanned.customId)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with JSON.parse on every byte at every place of a long string', () => {
    for (let byte = 0; byte < 128; byte++) {
      if (byte === 0x0a) continue;
      for (let at = 0; at < 40; at++) {
        const bytes = Buffer.from(`{"a":"${'é'.repeat(3)}${'x'.repeat(40)}"}`);
        bytes[12 + at] = byte;
        expect(scanLine(bytes).fault === undefined).toBe(isObject(bytes));
      }
    }
  });

  it.each([
    ['', 'a value'],
    ['{', 'a name'],
    ['{"a"}', 'a colon'],
    ['{"a":}', 'a value'],
    ['{"a":1,}', 'a name'],
    ['{"a":[1,]}', 'a value'],
    ['{"a":[1}', 'a comma or a closing bracket'],
    ['{"a":1 "b":2}', 'a comma or a closing brace'],
    ["{'a':1}", 'a name'],
    ['{"a":01}', 'a comma'],
    ['{"a":1.}', 'digits'],
    ['{"a":.5}', 'a value'],
    ['{"a":-}', 'digits'],
    ['{"a":1e}', 'digits'],
    ['{"a":NaN}', 'a value'],
    ['{"a":nul}', 'a value'],
    ['{"a":"\t"}', 'control character'],
    ['{"a":"b}', 'does not end'],
    ['{"a":"\\x41"}', 'an escape'],
    ['{"a":"\\u00g0"}', 'four hex digits'],
    ['{"a":1}{"b":2}', 'follows the object'],
    ['[1]', 'not an object'],
    ['"text"', 'not an object'],
    ['1 2', 'follows the first value'],
  ])('says what is wrong with %s', (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });

  it('points at the byte where it stumbled', () => {
    expect(scan('{"a": 1, "b" 2}').fault).toEqual({ reason: 'a colon is expected', at: 13 });
  });

  it('refuses a name that comes twice at the top, in whatever way it is written', () => {
    expect(reasonOf('{"url":"/a","url":"/b"}')).toBe('the name "url" comes twice');
    expect(reasonOf('{"url":"/a","\\u0075rl":"/b"}')).toContain('comes twice');
    expect(reasonOf('{"\\u0075rl":"/a","url":"/b"}')).toContain('comes twice');
    expect(reasonOf('{"note":1,"n\\u006fte":2}')).toContain('comes twice');
    expect(reasonOf('{"note":1,"other":{"note":2}}')).toBeUndefined();
  });

  it('refuses a second model or stream in the body, and leaves other repetition alone', () => {
    expect(reasonOf('{"body":{"model":"a","model":"a"}}')).toContain('comes twice');
    expect(reasonOf('{"body":{"model":"a","mode\\u006c":"b"}}')).toContain('comes twice');
    expect(reasonOf('{"body":{"stream":false,"stream":true}}')).toContain('comes twice');
    expect(reasonOf('{"body":{"n":1,"n":2,"x":{"model":1},"y":{"model":2}}}')).toBeUndefined();
  });

  it('reads an escaped name as what it says', () => {
    const line = scan('{"\\u0063ustom_id":"a","bod\\u0079":{"\\u006dodel":"m"}}');
    expect([line.text(line.customId), line.text(line.model)]).toEqual(['a', 'm']);
  });

  it('takes __proto__ and constructor as names like any other', () => {
    const line = scan(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":1},"body":{"__proto__":{"model":"x"},"model":"m"}}',
    );
    expect(line.fault).toBeUndefined();
    expect(line.text(line.model)).toBe('m');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(reasonOf('{"__proto__":1,"__proto__":2}')).toContain('comes twice');
  });

  const nested = (levels: number): string => `{"body":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([10, 1_000])('takes a depth of %i when told so and no more', (maxDepth) => {
    const refusal = `it is nested deeper than ${maxDepth.toLocaleString('en')} levels`;
    for (const text of [nested, objects]) {
      expect(scanLine(Buffer.from(text(maxDepth)), { maxDepth }).fault).toBeUndefined();
      expect(scanLine(Buffer.from(text(maxDepth + 1)), { maxDepth }).fault?.reason).toBe(refusal);
    }
  });

  it('takes 10,000 levels when told nothing, without a call frame for each', () => {
    expect(reasonOf(nested(10_000))).toBeUndefined();
    expect(reasonOf(objects(10_001))).toContain('nested deeper than 10,000 levels');
    expect(reasonOf(`{"body":${'['.repeat(5_000_000)}`)).toContain('nested deeper');
    expect(reasonOf('['.repeat(5_000_000))).toContain('nested deeper');
  });

  it('refuses bytes that are not UTF-8, in the line that holds them alone', () => {
    const good = '{"custom_id":"ü"}';
    const bad = Buffer.concat([Buffer.from('{"custom_id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    const surrogate = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]);
    const file = Buffer.concat([Buffer.from(`${good}\n`), bad, Buffer.from(`\n${good}\n`), surrogate]);
    const scanner = new LineScanner();
    const faults: (string | undefined)[] = [];
    for (const batch of splitLines(file))
      for (const line of batch.lines) faults.push(scanner.scan(batch, line).fault?.reason);
    const reason = 'it holds bytes that are not UTF-8';
    expect(faults).toEqual([undefined, reason, undefined, reason]);
  });

  it('passes escaped NUL bytes and lone surrogates through', () => {
    const line = scan('{"custom_id":"\\u0000\\ud800","body":{"model":"m","x":"\\u0000\\udfff"}}');
    expect(line.fault).toBeUndefined();
    expect(line.text(line.customId)).toBe('\u0000\ud800');
    expect(line.raw(line.customId).toString()).toBe('"\\u0000\\ud800"');
  });

  it('takes the largest bound on the answer, and none that is no number of tokens', () => {
    const bound = (body: string): number | undefined => scan(`{"body":${body}}`).maxOutputTokens();
    expect(bound('{"max_tokens":10,"max_completion_tokens":20}')).toBe(20);
    expect(bound('{"max_output_tokens":1e3}')).toBe(1000);
    expect(bound('{"max_tokens":10,"max_tokens":30}')).toBe(30);
    expect(bound('{"max_tokens":1e400}')).toBeUndefined();
    expect(bound('{"max_tokens":1.5}')).toBe(1.5);
    expect(bound('{"max_tokens":-5}')).toBeUndefined();
    expect(bound('{"max_tokens":"10"}')).toBeUndefined();
    expect(bound('{"max_tokens":99999999999999999999}')).toBeUndefined();
  });

  it('remembers nothing of the line before', () => {
    const scanner = new LineScanner();
    const file = Buffer.from(
      '{"custom_id":"a","body":{"model":"m","stream":true}}\n{"body":{},"x":1}\n{"custom_id":"b","x":1}',
    );
    const seen: unknown[] = [];
    for (const batch of splitLines(file)) {
      for (const line of batch.lines) {
        const scanned = scanner.scan(batch, line);
        expect(scanned.fault).toBeUndefined();
        seen.push([
          scanned.text(scanned.customId),
          scanned.text(scanned.model),
          scanned.stream.kind,
          scanned.body.kind,
        ]);
      }
    }
    expect(seen).toEqual([
      ['a', 'm', 'true', 'object'],
      [undefined, undefined, 'absent', 'object'],
      ['b', undefined, 'absent', 'absent'],
    ]);
  });
});

function changed(bytes: Buffer, at: number, how: string, byte: number): Buffer {
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at + 1);
  const old = bytes[at] as number;
  if (how === 'lose') return Buffer.concat([before, after]);
  if (how === 'double') return Buffer.concat([before, Buffer.from([old, old]), after]);
  return Buffer.concat([before, Buffer.from([how === 'set' ? byte : old ^ (1 << (byte & 7))]), after]);
}
