import { expect, test } from 'vitest';
import { maskPasswords } from './mask-passwords.ts';

test.each([
  ['connect to postgres://ann:secret@db:5432/x failed', 'connect to postgres://ann:***@db:5432/x failed'],
  ['redis://:secret@db and redis://b:%40@db', 'redis://:***@db and redis://b:***@db'],
  ['{"url":"http://a:secret@b"}', '{"url":"http://a:***@b"}'],
  ['http://db:5432/a:b@c and postgres://ann@db', 'http://db:5432/a:b@c and postgres://ann@db'],
])('%s', (text, masked) => {
  expect(maskPasswords(text)).toBe(masked);
});
