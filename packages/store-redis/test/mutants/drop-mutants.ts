import type { Mutant } from './mutant.ts';

const notEnded = 'drop: a batch that has not ended, was reopened, is being purged or does not exist is lost';

/** Bugs in drops of dead letters. */
export const dropMutants: readonly Mutant[] = [
  {
    bug: 'a drop takes whatever ended',
    script: 'drop',
    replace: [['codes[index] == deadLettered and ', '']],
    law: 'drop: requests that are no dead letters stay as they ended',
  },
  {
    bug: 'a drop takes what was settled again since',
    script: 'drop',
    replace: [['  left = subtract(left, positions)\n', '']],
    law: 'drop: what a dead letter ended as later is not dropped',
  },
  {
    bug: 'outcomes that are all one are read as one',
    script: 'drop',
    replace: [['string.rep(string.char(one), count)', 'string.char(one)']],
    law: 'drop: makes failed requests of dead letters where they are settled, and changes nothing else',
  },
  {
    bug: 'a drop does not ask whether the batch has ended',
    script: 'drop',
    replace: [['if not batch[1] or batch[2] then', 'if batch[2] then']],
    law: notEnded,
  },
  {
    bug: 'a drop does not ask whether the batch is being purged',
    script: 'drop',
    replace: [['if not batch[1] or batch[2] then', 'if not batch[1] then']],
    law: notEnded,
  },
  {
    bug: 'a drop does not look at what was seen',
    script: 'drop',
    replace: [[' or cmsgpack.unpack(settled[#settled])[1] ~= tonumber(ARGV[4])', '']],
    law: 'drop: an extent that was settled since it was seen, or that there is not, is lost',
  },
  {
    bug: 'a drop that drops nothing is noted',
    script: 'drop',
    replace: [['if dropped > 0 then addEvents', 'if true then addEvents']],
    law: 'drop: a replay answers 0 and changes nothing',
  },
];
