import type { DeadLetter } from '@spillway/api-types';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { listPages } from '../../client/list-pages.ts';
import { exitCodes } from '../../exit-code.ts';
import { deadLetterListView } from '../../views/dead-letter-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { filterFlags, filterOf } from './filter-flags.ts';

export const deadLettersLsVerb: Verb = defineClientVerb({
  name: 'dead-letters ls',
  summary: 'list requests that were given up, and why',
  description:
    'Lists the requests that broke on every attempt, or killed those who ran them, of all batches: those of the newest ' +
    'batch first.',
  flags: { ...filterFlags, ...listFlags },
  examples: [
    ['spillway dead-letters ls', 'the newest'],
    ['spillway dead-letters ls --code timeout --all --json', 'all that ran out of time, for a program'],
  ],
  async run({ api, flags, output, clock }) {
    const options = { api, path: deadLettersPath(), query: filterOf(flags), pageLimit: 100, ...extentOf(flags) };
    await showList(output, listPages<DeadLetter>(options), deadLetterListView(clock.now()));
    return exitCodes.ok;
  },
});
