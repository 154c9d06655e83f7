import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CustomIdHash, customIdBytes, type HashKey } from './custom-id-hash.ts';

function hashOf(bytes: Uint8Array, key: HashKey): string {
  const hash = new CustomIdHash(key);
  hash.update(bytes, 0, bytes.length);
  const out = Buffer.alloc(8);
  out.writeUInt32LE(hash.high, 0);
  out.writeUInt32LE(hash.low, 4);
  return out.toString('hex');
}

describe('the hash of custom_ids', () => {
  it('is HalfSipHash-2-4 of 64 bits, by the published vectors', () => {
    const key: HashKey = [0x03020100, 0x07060504];
    const input = Uint8Array.from({ length: 64 }, (_, index) => index);
    const known: [number, string][] = [
      [0, '218d1f59b9b83cc8'],
      [1, 'be552412f8387315'],
      [2, '064f39ef7c50eb57'],
      [3, 'ce0f1a45f7060679'],
      [4, 'd5e78a175be52ea1'],
      [7, 'ff202728b07bc684'],
      [8, 'edfee820bce4858c'],
      [15, '217d0bcb4e81c902'],
      [33, '248477681d28f89c'],
      [63, '2ea63c71bf326087'],
    ];
    for (const [length, expected] of known) expect(hashOf(input.subarray(0, length), key)).toBe(expected);
  });

  it('depends on the key', () => {
    const id = Buffer.from('request-1');
    expect(hashOf(id, [1, 2])).not.toBe(hashOf(id, [1, 3]));
    expect(hashOf(id, [1, 2])).not.toBe(hashOf(id, [2, 2]));
  });

  it('reads only the bytes between the two positions', () => {
    const hash = new CustomIdHash([1, 2]);
    hash.update(Buffer.from('"abcde",'), 1, 6);
    const inside = [hash.high, hash.low];
    hash.update(Buffer.from('abcde'), 0, 5);
    expect(inside).toEqual([hash.high, hash.low]);
  });
});

describe('the bytes of a custom_id', () => {
  it('are its UTF-8 where it is well formed', () => {
    expect(customIdBytes('größe 日本 😀').toString()).toBe('größe 日本 😀');
  });

  it('are the same for two ids only when these are the same string, lone surrogates included', () => {
    const unit = fc.constantFrom('a', '\ud800', '\udc00', '\ufffd', 'é', '😀');
    const id = fc.array(unit, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(id, id, (left, right) => customIdBytes(left).equals(customIdBytes(right)) === (left === right)),
    );
    expect(customIdBytes('\ud800')).not.toEqual(customIdBytes('\ufffd'));
  });
});
