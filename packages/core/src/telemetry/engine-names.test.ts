import { expect, test } from 'vitest';
import { EngineNames } from './engine-names.ts';

test.each([
  ['http://10.0.0.1:8000', 'http://10.0.0.1:8000'],
  ['https://gateway.example', 'https://gateway.example'],
  ['https://gateway.example/team/a/v1', 'https://gateway.example'],
  ['https://user:secret@host:8443/v1?key=secret#secret', 'https://host:8443'],
  ['http://[::1]:8000', 'http://[::1]:8000'],
  ['grpc://user:secret@host:50051', 'grpc://host:50051'],
  ['sk-secret', 'unnamed'],
  ['bearer:sk-secret', 'unnamed'],
  ['', 'unnamed'],
])('the label of engine %j is %s', (engine, label) => {
  const names = new EngineNames();
  expect([names.label(engine), names.label(engine)]).toEqual([label, label]);
});

test('a hundred engines have labels of their own, and all others share one', () => {
  const names = new EngineNames();
  const labels = Array.from({ length: 3_000 }, (_, nth) => names.label(`http://engine-${nth}:8000/v1`));
  expect(labels[99]).toBe('http://engine-99:8000');
  expect(new Set(labels.slice(100))).toEqual(new Set(['other']));
  expect(names.label('http://engine-7:8000')).toBe('http://engine-7:8000');
});
