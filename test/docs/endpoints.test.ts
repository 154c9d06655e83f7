import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createServer } from '@spillway/server';
import { expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { codeIn, rowsUnder } from './page-tables.ts';

test('the API page names every call that the server describes, and no other', async () => {
  await using spillway = await createSpillway({ store: createMemoryStore(), blobs: createMemoryBlobs() });
  const answer = await createServer({ spillway }).fetch(new Request('http://host/openapi.json'));
  const { paths } = (await answer.json()) as { paths: Readonly<Record<string, object>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const named = rowsUnder(readPage('api.md'), 'Endpoints').map(([call]) => codeIn(call));
  expect(named.toSorted()).toEqual(described.toSorted());
});
