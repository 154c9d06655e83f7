import type { Mutant } from './mutant.ts';

/** Bugs in the steps of batches, in the fleet's ticks and in the roles beside them. */
export const batchMutants: readonly Mutant[] = [
  {
    bug: 'an advance does not look at the fence',
    script: 'advance',
    replace: [['if not holdsStep(ARGV[2]) then return { 0 } end', '']],
    law: 'steps: a stale fence renews and advances nothing',
  },
  {
    bug: 'a wake-up during a step is forgotten by its advance',
    script: 'advance',
    replace: [["batch[3] == '1' or ", '']],
    law: 'wake-ups: a cancel mark that comes during a step makes its advance due now',
  },
  {
    bug: 'a step keeps the lapses of those before',
    script: 'advance',
    replace: [[", 'lapses', 0)", ')']],
    law: 'steps: lapses count the holders in a row that let their lease end; an advance begins again at 0',
  },
  {
    bug: 'a wake-up of a held step counts as a lapse',
    script: 'take-step',
    replace: [[" and batch[4] ~= '1'", '']],
    law: 'wake-ups: a wake-up makes a held step due, and whoever takes it fences the holder off',
  },
  {
    bug: 'a batch with a cancel mark ends as its advance said',
    script: 'advance',
    replace: [["if cancelled and to ~= from and not isLivePhase(to) then to = 'cancelled' end", '']],
    law: 'history: a batch with a cancel mark is reported as cancelled, whatever the advance said',
  },
  {
    bug: 'append takes extents again that it has',
    script: 'append',
    replace: [['  if first < total then return end\n  redis', '  redis']],
    law: 'append: a replay changes nothing',
  },
  {
    bug: 'append goes on after a cancel mark',
    script: 'append',
    replace: [[" or redis.call('HGET', B, 'cancelRequestedAt')", '']],
    law: 'append: a cancel mark refuses further extents',
  },
  {
    bug: 'a reopening leaves the fence as it was',
    script: 'reopen',
    replace: [["'dueAt', now)\nendStep()", "'dueAt', now)"]],
    law: 'reopen: whoever held a step of the ended batch changes nothing any more',
  },
  {
    bug: 'the timeline grows without end',
    script: 'advance',
    replace: [["'LTRIM', B .. ':timeline', -200", "'LTRIM', B .. ':timeline', -300"]],
    law: 'timeline: keeps the newest 200 events',
  },
  {
    bug: 'a decision under a stale fence is taken',
    script: 'decide',
    replace: [['cmsgpack.unpack(known)[1] ~= tonumber(ARGV[3])', 'false']],
    law: 'fleet: a stale decision opens no lane and recalls nothing',
  },
  {
    bug: 'a part joins an upload that is closed',
    script: 'add-part',
    replace: [['not upload[1] and ', '']],
    law: 'uploads: no part joins an upload that is closed',
  },
  {
    bug: 'the last to close decides',
    script: 'close-upload',
    replace: [['if isPending(now) then', 'if true then']],
    law: 'uploads: the first to close decides, and what was closed is answered as it is, to a replay too',
  },
  {
    bug: 'a purge takes pending uploads',
    script: 'purge-upload',
    replace: [['if isPending(now) then return 0 end', '']],
    law: 'uploads: purge forgets the parts of uploads that are not pending, due or not, and a replay changes nothing',
  },
];
