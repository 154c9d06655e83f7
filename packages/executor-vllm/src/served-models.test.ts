import { expect, it } from 'vitest';
import { servedModels } from './served-models.ts';

const serving = (...models: readonly (readonly [string, number | null])[]) => ({
  models: models.map(([id, maxModelTokens]) => ({ id, maxModelTokens })),
});

it('names each model once, ascending by id', () => {
  const models = servedModels([serving(['b', 1], ['a', 1]), serving(['b', 1]), { models: null }]);
  expect(models.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('takes the shortest context where engines differ, and a known one over an unknown', () => {
  const models = servedModels([serving(['a', 8], ['b', null]), serving(['a', 4], ['b', 6]), serving(['a', null])]);
  expect(models).toEqual([
    { id: 'a', maxModelTokens: 4 },
    { id: 'b', maxModelTokens: 6 },
  ]);
});
