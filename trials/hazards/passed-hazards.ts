import type { ExpectedRequest, Hazard } from './hazard.ts';
import { rawBody, rawLine } from './raw-line.ts';

const text = (...lines: readonly string[]): (() => Iterable<Uint8Array>) => {
  return () => [Buffer.from(lines.join('\n'))];
};

/** Everything that must pass through untouched. */
export function passedHazards(): readonly Hazard[] {
  return [...bodyHazards(), ...idHazards(), ...frameHazards()];
}

function bodyHazards(): Hazard[] {
  const rows: readonly (readonly [name: string, input: string, body: string])[] = [
    ['big-integers', 'integers over 2^53', rawBody('"x":[9007199254740993,123456789012345678901234567890,-1e0]')],
    ['huge-numbers', '`1e400`, `-1E+999`, `5e-400`', rawBody('"x":[1e400,-1E+999,5e-400]')],
    ['number-forms', '`1.0`, `-0`, `1E+2`, `0.10`', rawBody('"x":[1.0,-0,-0.0,1E+2,0.10,100e-2]')],
    ['key-order', 'keys `z`, `10`, `2`, `a`, `1` in this order', rawBody('"z":0,"10":1,"2":2,"a":3,"1":4,"":5')],
    ['repeated-keys', 'duplicate keys in the body', rawBody('"x":1,"x":2,"y":{"k":1,"k":2},"max_tokens":5')],
    ['escapes', 'escapes that a serializer would not write', rawBody('"\\u0078":"\\u0041\\/\\u00e9\\ud83d\\ude00\\b"')],
    ['nul-escapes', 'NUL as `\\u0000` in a value and in a key', rawBody('"x":"a\\u0000b","k\\u0000":1')],
    ['lone-surrogates', 'lone surrogates as `\\ud800`, `\\udfff`', rawBody('"x":"\\ud800 \\udfff","\\udc00":1')],
    ['separators', 'U+2028, U+2029, DEL and U+FFFD as they are', rawBody('"x":"\u2028\u2029\u007f\ufffd"')],
    ['white-space', 'white space between tokens', `{ \t${rawBody('"x" :\t[ 1 ,\r2 ]').slice(1, -1)} \r}`],
    ['proto-body', '`__proto__`, `constructor` in the body', rawBody(`${protoMembers},"x":{${protoMembers}}`)],
    ['depth-1000', 'nesting of exactly 1,000', rawBody(`"x":${nested(998)}`)],
  ];
  return rows.map(([name, input, body]) => passed(name, input, [{ customId: '"a"', body: Buffer.from(body) }]));
}

const protoMembers = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":null';

/** Arrays inside each other. The line and its body are two levels more. */
export function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function idHazards(): Hazard[] {
  const ids = ['"ключ 鍵 🗝️"', '"\\u00e9\\/\\u0000"', '"\\ud800"', '"__proto__"', '"constructor"', '" "', '"e\u0301"'];
  const body = Buffer.from(rawBody());
  const long = `"${'k'.repeat(100_000)}"`;
  return [
    passed('odd-ids', 'ids: non-ASCII, NUL, lone surrogate, `__proto__`', withIds(ids)),
    passed('long-id', 'an id of 100,000 characters', [{ customId: long, body }]),
    passed(
      'like-ids',
      'ids that only look the same: composed and not, by case',
      withIds(['"é"', '"e\u0301"', '"E"', '"e"']),
    ),
  ];
}

function withIds(ids: readonly string[]): ExpectedRequest[] {
  return ids.map((customId) => ({ customId, body: Buffer.from(rawBody()) }));
}

function frameHazards(): Hazard[] {
  const body = rawBody();
  const requests = withIds(['"a"', '"b"']);
  const [a, b] = [rawLine(), rawLine({ custom_id: '"b"' })];
  const proto = `{${protoMembers},${rawLine().slice(1)}`;
  const answer = { kind: 'passed', requests } as const;
  return [
    {
      name: 'bom-crlf',
      input: 'a BOM, CRLF, blank lines, no newline at the end',
      answer,
      content: text(`\ufeff${a}\r`, '\r', ' \t', b),
    },
    {
      name: 'proto-line',
      input: '`__proto__`, `constructor` beside the fields of the line',
      answer: { kind: 'passed', requests: [{ customId: '"a"', body: Buffer.from(body) }] },
      content: text(proto),
    },
    {
      name: 'escaped-names',
      input: 'names of fields in escapes: `"b\\u006fdy"`',
      answer: { kind: 'passed', requests: [{ customId: '"a"', body: Buffer.from(body) }] },
      content: text(rawLine().replace('"body"', '"b\\u006fdy"').replace('"custom_id"', '"custom\\u005fid"')),
    },
  ];
}

function passed(name: string, input: string, requests: readonly ExpectedRequest[]): Hazard {
  const lines = requests.map(({ customId, body }) =>
    rawLine({ custom_id: customId, body: Buffer.from(body).toString() }),
  );
  return { name, input, answer: { kind: 'passed', requests }, content: text(...lines) };
}
