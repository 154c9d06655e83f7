import type { BatchOutlook } from '@spillway/api-types';
import { expect, test } from 'vitest';
import { finishOf } from './finish-of.ts';

const estimate = { expected_finish_at: 1_300, requests_per_second: 2, remaining_requests: 9, on_time: false };
const outlook: BatchOutlook = {
  object: 'batch.outlook',
  ...{ batch_id: 'batch_1', expires_at: 1_200, expected_finish_at: 1_150, slack_seconds: 50, on_time: true },
  reasons: [],
};

test('the outlook is what counts, whatever the pace says', () => {
  const finish = finishOf({ estimate, expires_at: 1_200 }, outlook);
  expect(finish).toEqual({ at: 1_150, slackSeconds: 50, onTime: true, isByPace: false });
});

test('an outlook that can tell nothing is not made up for by the pace', () => {
  const unknown = { ...outlook, expected_finish_at: null, slack_seconds: null, on_time: null };
  const finish = finishOf({ estimate, expires_at: 1_200 }, unknown);
  expect(finish).toEqual({ at: null, slackSeconds: null, onTime: null, isByPace: false });
});

test('without an outlook it is the pace, if there is one', () => {
  const byPace = finishOf({ estimate, expires_at: 1_200 }, undefined);
  expect(byPace).toEqual({ at: 1_300, slackSeconds: -100, onTime: false, isByPace: true });
  const none = finishOf({ estimate: null, expires_at: 1_200 }, undefined);
  expect(none).toEqual({ at: null, slackSeconds: null, onTime: null, isByPace: true });
});
