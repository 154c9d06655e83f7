import type { Mutant } from './mutant.ts';

const notEnded = 'drop: a batch that has not ended, was reopened, is being purged or does not exist is lost';

/** Bugs in drops of dead letters. */
export const dropMutants: readonly Mutant[] = [
  {
    bug: 'a drop takes whatever ended',
    statement: 'drop',
    replace: [['e.outcome = 2 and ', '']],
    law: 'drop: requests that are no dead letters stay as they ended',
  },
  {
    bug: 'a drop takes what was settled again since',
    statement: 'drop',
    replace: [[' and e.ordinal = max(e.ordinal) over (partition by e.seq)', '']],
    law: 'drop: what a dead letter ended as later is not dropped',
  },
  {
    bug: 'a drop takes the extent for what was named of it',
    statement: 'drop',
    replace: [['and e.seq in (', 'and exists (']],
    law: 'drop: makes failed requests of dead letters where they are settled, and changes nothing else',
  },
  {
    bug: 'a drop goes by a snapshot from before the lock',
    statement: 'drop',
    replace: [['b.xmin = (select version from seen)', 'true']],
    law: 'drop: of calls at once each drops what the others have not',
  },
  {
    bug: 'a drop does not ask whether the batch has ended',
    statement: 'drop',
    replace: [[' and b.ended_at is not null', '']],
    law: notEnded,
  },
  {
    bug: 'a drop does not ask whether the batch is being purged',
    statement: 'drop',
    replace: [[' and b.purged_at is null', '']],
    law: notEnded,
  },
  {
    bug: 'a drop does not look at what was seen',
    statement: 'drop',
    replace: [['limit 1) = $4::bigint', 'limit 1) <> -$4::bigint']],
    law: 'drop: an extent that was settled since it was seen, or that there is not, is lost',
  },
  {
    bug: 'a drop that drops nothing is noted',
    statement: 'drop',
    replace: [[' and t.dropped > 0', '']],
    law: 'drop: a replay answers 0 and changes nothing',
  },
];
