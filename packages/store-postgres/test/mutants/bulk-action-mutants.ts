import type { Mutant } from './mutant.ts';

export const bulkActionMutants: readonly Mutant[] = [
  {
    bug: 'the progress of an action is recorded under any fence',
    statement: 'advanceBulkAction',
    replace: [['and a.fence = $2::bigint', 'and $2::bigint is not null']],
    law: 'bulkActions: a stale fence renews and advances nothing',
  },
  {
    bug: 'an action that is handed back keeps its fence',
    statement: 'advanceBulkAction',
    replace: [["fence = a.fence + ($6::text <> 'held')::int", 'fence = a.fence']],
    law: 'bulkActions: an action that is handed back is due when it was said, and its fence is stale',
  },
  {
    bug: 'an action that is to be cancelled completes',
    statement: 'advanceBulkAction',
    replace: [['when a.cancel_requested_at is null then', 'when true then']],
    law: 'bulkActions: requestCancel marks the action at once; whoever ends it then cancels it',
  },
  {
    bug: 'the targets of an action that is over stay',
    statement: 'advanceBulkAction',
    replace: [['and v.ended_at is not null', 'and false']],
    law: 'bulkActions: an action that is over is completed, never due again, and its targets are forgotten',
  },
  {
    bug: 'two holders take one action',
    statement: 'claimBulkActions',
    replace: [['  for update skip locked\n', '']],
    law: 'bulkActions: no two holders take one action',
  },
  {
    bug: 'the lapses of an action are not counted',
    statement: 'claimBulkActions',
    replace: [['a.lapses + a.held::int', 'a.lapses']],
    law: 'bulkActions: an action is not due before its lease ends, and then anybody may take it; lapses are counted',
  },
  {
    bug: 'strangers cancel an action',
    statement: 'cancelBulkAction',
    replace: [['and a.tenant = $1::text', 'and $1::text is not null']],
    law: 'bulkActions: of another tenant nothing is seen, listed or cancelled, and its id cannot be used',
  },
  {
    bug: 'a cancel makes an action due that somebody holds',
    statement: 'cancelBulkAction',
    replace: [['case when a.held then a.due_at else least(a.due_at, m.now) end', 'm.now']],
    law: 'bulkActions: requestCancel marks the action at once; whoever ends it then cancels it',
  },
  {
    bug: 'a batch is reopened in any revision',
    statement: 'reopen',
    replace: [["    when c.revision <> $6::int then 'changed'\n", "    when $6::int = -1 then 'changed'\n"]],
    law: 'reopen: a batch in another revision than was said is left as it is, live or ended',
  },
  {
    bug: 'a batch is cancelled in any revision',
    statement: 'requestCancel',
    replace: [['and b.revision = coalesce($3::int, b.revision)', 'and coalesce($3::int, 1) is not null']],
    law: 'cancel: a batch in another revision than was said is answered unchanged',
  },
];
