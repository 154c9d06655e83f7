import { batchStatuses, SpillwayError } from '@spillway/core';
import type { ApiCall } from '../../client/api-client.ts';
import { listPages } from '../../client/list-pages.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { exitCodes } from '../../exit-code.ts';
import { parsedFlag, switchFlag, wordsFlag } from '../../flags/flag.ts';
import { batchListView } from '../../views/batch-list-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { type BatchWords, batchChoiceFlags, wordsOf } from '../bulk/batch-choice.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

const { all: _, ...choice } = batchChoiceFlags;

const orders = ['newest', 'oldest', 'deadline'];

const flags = {
  ...choice,
  status: wordsFlag(batchStatuses, choice.status),
  order: parsedFlag<string | undefined>({
    help: 'newest, oldest, or deadline for the soonest deadline first. Default: newest',
    value: 'ORDER',
    wish: `one of ${orders.join(', ')}`,
    fallback: undefined,
    parse: (text) => orders.find((order) => order === text),
  }),
  'all-tenants': switchFlag({ help: 'those of every tenant; needs a key of an operator' }),
  count: switchFlag({ help: 'say only how many there are' }),
  ...listFlags,
};

export const lsVerb: Verb = defineClientVerb({
  name: 'ls',
  operands: '[BATCH...]',
  summary: 'list batches, newest first',
  description:
    'Lists the batches, or those that the flags choose, the newest first: how far each is, when it ended, and of a running ' +
    'one when it is expected to end or is due.',
  flags,
  examples: [
    ['spillway ls', 'the newest 20'],
    ['spillway ls --status in_progress --order deadline', 'what runs, the most urgent first'],
    ['spillway ls --metadata team=search --newer 7d --count', 'how many of one team were created in a week'],
    [`spillway ls --all --json | jq -r 'select(.status == "failed") | .id'`, 'for programs: one object a line'],
  ],
  async run({ api, flags, operands, output, clock }) {
    const everywhere = flags['all-tenants'];
    const words = queryOf(wordsOf(flags, operands, clock.now()));
    const query = { ...words, all_tenants: everywhere || undefined };
    if (flags.count) {
      const { count } = await api.ask<{ readonly count: number }>({ path: '/v1/batches/count', query });
      if (output.json) output.event({ event: 'count', count }, '');
      else output.text(String(count));
      return exitCodes.ok;
    }
    const chosen = Object.values(words).some((word) => word !== undefined);
    const asked = { ...query, order: flags.order };
    const pages = listPages<WireBatch>({ api, path: '/v1/batches', query: asked, pageLimit: 100, ...extentOf(flags) });
    await showList(output, pages, batchListView(clock.now(), { everywhere, chosen }));
    return exitCodes.ok;
  },
});

/** In a query, lists stand with commas, and one pair of metadata as a text. */
function queryOf({ ids, status, priority, metadata = {}, ...words }: BatchWords): NonNullable<ApiCall['query']> {
  const pairs = Object.entries(metadata).map((pair) => pair.join('='));
  if (pairs.length > 1) throw onePair();
  return {
    ...words,
    ids: ids?.join(),
    status: status?.join(),
    priority: priority?.join(),
    metadata: pairs[0],
  };
}

function onePair(): SpillwayError {
  return new SpillwayError('A list is chosen by one pair of metadata at the most.', {
    code: 'invalid_argument',
    param: '--metadata',
    hint: 'Leave out the others, or use --search.',
  });
}
