import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readRequests } from './read-requests.ts';

const line = (id: string, body = '{"model":"m"}'): string =>
  `{"custom_id":${JSON.stringify(id)},"method":"POST","url":"/v1/x","body":${body}}`;

describe('reading the requests of an extent', () => {
  it('answers each with its seq and its bytes as they came', () => {
    const body = '{"n":1.0,"model":"m-1","big":12345678901234567890,"s":"\\u0041"}';
    const extent = Buffer.from(`${line('a', body)}\r\n\n${line('b')}`);
    const found = [...readRequests(extent, 40)].map(({ customId, body: bytes, ...rest }) => {
      return { ...rest, customId: customId.toString(), body: bytes.toString() };
    });
    expect(found).toEqual([
      { seq: 40, customId: '"a"', url: '/v1/x', model: 'm-1', body },
      { seq: 41, customId: '"b"', url: '/v1/x', model: 'm', body: '{"model":"m"}' },
    ]);
  });

  it('keeps the raw text of a custom_id, escapes and lone surrogates included', () => {
    const extent = Buffer.from('{"custom_id":"\\ud800\\u0041\\/ü","method":"POST","url":"/v1/x","body":{"model":"m"}}');
    const [request] = [...readRequests(extent, 0)];
    expect(request?.customId.toString()).toBe('"\\ud800\\u0041\\/ü"');
  });

  it('answers only the seqs that are wanted, not counting blank lines', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => line(id));
    const extent = Buffer.from(`${lines[0]}\n\n \r\n${lines.slice(1).join('\n\n')}\n`);
    const wanted = [
      ...readRequests(extent, 10, [
        [8, 11],
        [12, 14],
        [15, 99],
      ]),
    ];
    expect(wanted.map(({ seq, customId }) => `${seq}${customId}`)).toEqual(['10"a"', '12"c"', '13"d"', '15"f"']);
    expect([...readRequests(extent, 10, [])]).toEqual([]);
  });

  it('does not look into lines that are not wanted', () => {
    const extent = Buffer.from(`not json\n${line('b')}\nnot json either`);
    expect([...readRequests(extent, 0, [[1, 2]])].map(({ seq }) => seq)).toEqual([1]);
    expect(() => [...readRequests(extent, 0, [[0, 1]])]).toThrow('no longer holds request 0');
  });
});
