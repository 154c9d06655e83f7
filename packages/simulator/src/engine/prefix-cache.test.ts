import { expect, test } from 'vitest';
import { PrefixCache } from './prefix-cache.ts';

const block = (letter: string): string => letter.repeat(64);

test('a prompt is cached once it was seen, in whole blocks, and its last token never', () => {
  const cache = new PrefixCache(100);
  const prompt = `${block('a') + block('b')}tail`;
  expect(cache.use(prompt, 33)).toBe(0);
  expect(cache.use(prompt, 33)).toBe(32);
  expect(cache.use(block('a') + block('b'), 32)).toBe(16);
});

test('a block counts only after the same beginning', () => {
  const cache = new PrefixCache(100);
  cache.use(block('a') + block('b') + block('c'), 48);
  expect(cache.use(block('a') + block('x') + block('c'), 48)).toBe(16);
  expect(cache.use(block('b') + block('c'), 32)).toBe(0);
});

test('blocks that were not used for a whole capacity are forgotten, those in use stay', () => {
  const cache = new PrefixCache(20);
  cache.use(`${block('a')}tail`, 17);
  cache.use(`${block('b')}tail`, 17);
  for (let index = 0; index < 40; index += 1) {
    cache.use(block(String.fromCharCode(200 + index)), 16);
    expect(cache.use(`${block('a')}tail`, 17)).toBe(16);
  }
  expect(cache.use(`${block('b')}tail`, 17)).toBe(0);
});
