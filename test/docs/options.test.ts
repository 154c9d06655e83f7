import { createSpillway, defaultLimits, defaultRetention, type SpillwayOptions } from '@spillway/core';
import { expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { rowsUnder } from './page-tables.ts';

const rows = rowsUnder(readPage('embedding.md'), 'Options of createSpillway');
const named = rows.flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));

test('the guide names every option, limit and span of createSpillway, and no other', async () => {
  const unknown = { everything: true } as unknown as SpillwayOptions;
  const refusal = await createSpillway(unknown).catch((error: { hint: string }) => error.hint);
  const options = /The options are (.*)\.$/.exec(String(refusal))?.[1]?.split(', ') ?? [];
  const said = [...options, ...Object.keys(defaultLimits), ...Object.keys(defaultRetention)];
  expect(named.toSorted()).toEqual(said.toSorted());
});
