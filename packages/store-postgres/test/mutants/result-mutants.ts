import type { Mutant } from './mutant.ts';

/** Bugs in the index of answers. */
export const resultMutants: readonly Mutant[] = [
  {
    bug: 'who asks for a hash that another took since the snapshot is told to run',
    statement: 'reserveResults',
    replace: [['where r.expires_at <= excluded.held_since or (r.owner = excluded.owner and r.segment is null)\n', '']],
    law: 'results: of several who ask at the same time one is told to run',
  },
  {
    bug: 'holds do not lapse',
    statement: 'reserveResults',
    replace: [[' or r.expires_at <= (select now from moment)', '']],
    law: 'results: a hold that lapsed counts as absent: the next who asks holds it, and the former waits',
  },
  {
    bug: 'a hash is one in all scopes',
    statement: 'reserveResults',
    replace: [['where r.scope = $1::text and r.hash = a.hash', 'where r.hash = a.hash']],
    law: 'results: scopes never meet',
  },
  {
    bug: 'each renewal is a hold of its own',
    statement: 'reserveResults',
    replace: [['then r.held_since else', 'then excluded.held_since else']],
    law: 'results: who holds a hash is told to run again, and holds it for another lease',
  },
  {
    bug: 'an answer is recorded where nothing is known only',
    statement: 'publishResults',
    replace: [['expires_at = excluded.expires_at', 'expires_at = excluded.expires_at where results.expires_at < 0']],
    law: 'results: an answer is recorded whoever holds its hash, and in the place of an older one',
  },
  {
    bug: 'anybody gives a hold up',
    statement: 'releaseResults',
    replace: [['r.owner = a.owner and ', '']],
    law: 'results: who does not hold a hash gives nothing up',
  },
  {
    bug: 'a purge takes what is held',
    statement: 'purgeResults',
    replace: [['where r.expires_at <= coalesce', 'where r.expires_at >= 0 * coalesce']],
    law: 'results: purge forgets what counts as absent, and nothing else',
  },
];
