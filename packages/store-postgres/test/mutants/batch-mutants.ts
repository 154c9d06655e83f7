import type { Mutant } from './mutant.ts';

const deadLetterLaw =
  'dead letters: a list of batches with dead letters holds those that have some, also while they run, newest first and in pages';

const exactLaw = 'backlog: is what the batches show as open in the middle of settling, when asked to be exact';

/** Bugs in the ledger. */
export const batchMutants: readonly Mutant[] = [
  {
    bug: 'the order of deadlines begins with the last',
    statement: 'listBatchesByDeadline',
    replace: [['order by found.deadline_at, found.ordinal', 'order by found.deadline_at desc, found.ordinal']],
    law: 'batch queries: every order holds the same batches, in pages of any size',
  },
  {
    bug: 'of batches that are named the oldest come first',
    statement: 'listNamedBatches',
    replace: [['then -b.ordinal', 'then b.ordinal']],
    law: 'batch queries: every order holds the same batches, in pages of any size',
  },
  {
    bug: 'a list does not look at priorities',
    statement: 'listBatchesOldestFirst',
    replace: [['b.priority = any($4::int[])', 'true']],
    law: 'batch queries: a list holds what each word of a filter chooses, and no more',
  },
  {
    bug: 'a search takes wildcards',
    statement: 'findBatchesOldestFirst',
    replace: [['strpos(lower(b.words), $12::text) > 0', "lower(b.words) like '%' || $12::text || '%'"]],
    law: 'batch queries: search and metadata take every character for itself',
  },
  {
    bug: 'a page begins behind all batches of the same deadline',
    statement: 'listBatchesByDeadline',
    replace: [['(b.deadline_at, b.ordinal) > (', '(b.deadline_at, 0) > (']],
    law: 'batch queries: every order holds the same batches, in pages of any size',
  },
  {
    bug: 'the exact backlog counts what has ended in shards that are not empty',
    statement: 'exactBacklog',
    replace: [['b.open - p.ended', 'b.open']],
    law: exactLaw,
  },
  {
    bug: 'the exact backlog of a tenant is that of everybody',
    statement: 'exactBacklog',
    replace: [['b.tenant = $1::text', 'true']],
    law: exactLaw,
  },
  {
    bug: 'a count of named batches counts a name twice',
    statement: 'countNamedBatches',
    replace: [['count(distinct b.id)', 'count(*)']],
    law: 'batch queries: a list holds what each word of a filter chooses, and no more',
  },
  {
    bug: 'progress counts what was withdrawn',
    statement: 'progress',
    replace: [['and s.mark is null', '']],
    law: 'progress: counts neither what has no lines nor what is said twice',
  },
  {
    bug: 'a report is recorded by every advance that brings one',
    statement: 'advance',
    replace: [['where v.ended and $16', 'where $16']],
    law: 'history: an advance that does not end the batch records nothing, nor does one of a batch that has ended',
  },
  {
    bug: 'a report says what the advance asked for',
    statement: 'advance',
    replace: [['v.priority, v.phase, v.created_at', 'v.priority, $3::text, v.created_at']],
    law: 'history: a batch with a cancel mark is reported as cancelled, whatever the advance said',
  },
  {
    bug: 'a page of reports begins behind those that ended at the same moment',
    statement: 'listReportsOfTenant',
    replace: [['(r.ended_at, r.ordinal) < (', '(r.ended_at, 0) < (']],
    law: 'history: of batches that ended at the same moment each is listed once',
  },
  {
    bug: 'a reopening judges what the snapshot saw, not the row as it is',
    statement: 'reopen',
    replace: [['for update of b', '']],
    law: 'reopen: of reopenings at once one is done, and the others find the batch live',
  },
  {
    bug: 'a reopening keeps the fence',
    statement: 'reopen',
    replace: [['fence = b.fence + 1', 'fence = b.fence']],
    law: 'reopen: whoever held a step of the ended batch changes nothing any more',
  },
  {
    bug: 'a reopening does not look at the mark of the purge',
    statement: 'reopen',
    replace: [["when c.purged_at is not null then 'purged'\n", '']],
    law: 'reopen: beside a purge either the batch is reopened and keeps everything, or it is purged',
  },
  {
    bug: 'a batch that never ran is reopened',
    statement: 'reopen',
    replace: [[' or c.in_progress_at is null', '']],
    law: 'reopen: answers why it does not, and changes nothing',
  },
  {
    bug: 'a reopening asks for no tenant',
    statement: 'reopen',
    replace: [['b.tenant = $1::text', '$1::text is not null']],
    law: 'reopen: a batch of another tenant is absent, like one that does not exist',
  },
  {
    bug: 'the lanes of a reopened batch keep its old deadline',
    statement: 'reopen',
    replace: [['set deadline_at = v.deadline_at, live', 'set live']],
    law: 'reopen: what is requeued is handed out at once, until the new deadline',
  },
  {
    bug: 'a reopening keeps the lapses and the wake-up of the step before',
    statement: 'reopen',
    replace: [[', held = false, woken = false, lapses = 0', '']],
    law: 'reopen: makes the batch due now, whoever holds its step',
  },
  {
    bug: 'no advance is done with the selection',
    statement: 'advance',
    replace: [
      [
        'case when $12::boolean then null else h.requeue end',
        'case when $12::boolean then h.requeue else h.requeue end',
      ],
    ],
    law: 'reopen: the selection stays until an advance says that it is done with',
  },
  {
    bug: 'dead letters of batches that run are not seen until their shards are folded',
    statement: 'listDeadLetterBatches',
    replace: [['select * from running where', 'select * from running where false and']],
    law: deadLetterLaw,
  },
  {
    bug: 'batches that run are taken for batches with dead letters',
    statement: 'listDeadLetterBatches',
    replace: [['and s.dead_lettered > 0', '']],
    law: deadLetterLaw,
  },
  {
    bug: 'what is purged is listed as dead letters',
    statement: 'listDeadLetterBatches',
    replace: [['and b.purged_at is null', '']],
    law: 'dead letters: a batch that is being purged is on no list of batches with dead letters',
  },
  {
    bug: 'the backlog holds what has ended',
    statement: 'backlogOfTenant',
    replace: [["and b.phase in ('validating', 'in_progress', 'finalizing')", '']],
    law: 'backlog: holds a batch from its creation to its end, and again once it is reopened',
  },
  {
    bug: 'the backlog of a user is that of the tenant',
    statement: 'backlogOfTenant',
    replace: [['($2::text is null or b.user_id = $2::text)', '$2::text is distinct from b.id']],
    law: 'backlog: is what is live of one tenant, of one user of it, or of everybody',
  },
  {
    bug: 'ordinals of events are their places in what is shown',
    statement: 'timeline',
    replace: [['select newest.ordinal', 'select row_number() over (order by newest.ordinal) as ordinal']],
    law: 'timeline: ordinals ascend, and those that a reader saw stay when older events go',
  },
  {
    bug: 'a cancelled batch goes on handing out work',
    statement: 'requestCancel',
    replace: [['set live = false', 'set live = l.live']],
    law: 'cancel: a cancelled batch hands out nothing',
  },
];
