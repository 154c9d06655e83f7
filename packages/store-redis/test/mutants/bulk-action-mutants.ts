import type { Mutant } from './mutant.ts';

export const bulkActionMutants: readonly Mutant[] = [
  {
    bug: 'the progress of an action is recorded under any fence',
    script: 'advance-bulk-action',
    replace: [['if action[1] ~= ARGV[2] then return {} end', '']],
    law: 'bulkActions: a stale fence renews and advances nothing',
  },
  {
    bug: 'an action that is over stays due',
    script: 'advance-bulk-action',
    replace: [["redis.call('ZREM', KEYS[3], member)", '']],
    law: 'bulkActions: an action that is over is completed, never due again, and its targets are forgotten',
  },
  {
    bug: 'an action is due at once although somebody holds it',
    script: 'claim-bulk-actions',
    replace: [["redis.call('ZADD', KEYS[1], ends, member)", '']],
    law: 'bulkActions: no two holders take one action',
  },
  {
    bug: 'a cancel makes an action due that somebody holds',
    script: 'cancel-bulk-action',
    replace: [["if action[4] == '0' then", 'if true then']],
    law: 'bulkActions: requestCancel marks the action at once; whoever ends it then cancels it',
  },
];
