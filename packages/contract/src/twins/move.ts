import { type BatchPhase, type Outcome, outcomes, type Permission } from '@spillway/core/store';
import fc from 'fast-check';

/** Which of a claim's requests a flush names. */
export interface Share {
  readonly of: 'open' | 'claimed';
  /** Each request is named with this chance, in percent. */
  readonly percent: number;
  readonly seed: number;
}

/** One call that the twins get. Numbers that choose are taken modulo what there is to choose from. */
export type Move =
  | { readonly move: 'append'; readonly batch: number; readonly sizes: readonly number[]; readonly again: boolean }
  | { readonly move: 'take steps'; readonly leaseMs: number }
  | { readonly move: 'renew step'; readonly batch: number; readonly stale: boolean; readonly leaseMs: number }
  | {
      readonly move: 'advance';
      readonly batch: number;
      readonly stale: boolean;
      readonly phase: BatchPhase;
      readonly dueInMs: number | null;
      readonly requeued: boolean;
    }
  | { readonly move: 'cancel'; readonly batch: number }
  | { readonly move: 'reopen'; readonly batch: number; readonly outcome: Outcome; readonly seqs: boolean }
  | {
      readonly move: 'claim';
      readonly batch: number;
      readonly model: number;
      readonly pool: number;
      readonly worker: number;
      readonly requests: number;
      readonly leaseMs: number;
      readonly suspects: boolean;
    }
  | { readonly move: 'renew'; readonly claims: readonly number[]; readonly leaseMs: number }
  | {
      readonly move: 'settle';
      readonly claim: number;
      readonly ended: Share;
      readonly outcome: Outcome;
      readonly deferred: Share;
      readonly afterMs: number;
      readonly attempts: number;
      readonly rest: 'hold' | 'release' | 'suspect';
    }
  | { readonly move: 'repeat flush'; readonly flush: number }
  | { readonly move: 'withdraw'; readonly batch: number; readonly stale: boolean; readonly held: boolean }
  | { readonly move: 'requeue'; readonly batch: number; readonly choice: number; readonly again: boolean }
  | {
      readonly move: 'drop';
      readonly batch: number;
      readonly choice: number;
      readonly stale: boolean;
      readonly extent: boolean;
    }
  | { readonly move: 'purge'; readonly batch: number; readonly stale: boolean }
  | {
      readonly move: 'decide';
      readonly batch: number;
      readonly model: number;
      readonly pool: number;
      readonly permission: Permission;
      readonly recall: boolean;
    }
  | { readonly move: 'remove worker'; readonly worker: number }
  | { readonly move: 'let time pass'; readonly ms: number };

const choice = fc.nat({ max: 30 });
const leaseMs = fc.constantFrom(1_000, 5_000, 60_000);
const stale = fc.nat({ max: 9 }).map((number) => number === 0);
const outcome = fc.constantFrom(...outcomes);
const worked = fc.constant<BatchPhase>('in_progress');
const phase = fc.oneof(
  { weight: 8, arbitrary: worked },
  { weight: 2, arbitrary: fc.constantFrom<BatchPhase[]>('finalizing', 'completed', 'failed') },
);
// The first pool may take everything, the second only what was handed out before.
const pool = fc.constantFrom(0, 0, 0, 1);

function share(percents: readonly number[]): fc.Arbitrary<Share> {
  return fc.record({
    of: fc.constantFrom('open', 'open', 'open', 'claimed'),
    percent: fc.constantFrom(...percents),
    seed: fc.nat({ max: 1_000 }),
  });
}

/** Any move, the ones of workers more often. */
export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      move: fc.constant('claim'),
      batch: choice,
      model: choice,
      pool,
      worker: choice,
      requests: fc.constantFrom(1, 2, 5, 512),
      leaseMs,
      suspects: fc.boolean(),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      move: fc.constant('settle'),
      claim: choice,
      ended: share([0, 30, 70, 100]),
      outcome,
      deferred: share([0, 0, 50]),
      afterMs: fc.constantFrom(0, 500, 3_000),
      attempts: fc.nat({ max: 4 }),
      rest: fc.constantFrom('hold', 'hold', 'release', 'suspect'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('repeat flush'), flush: choice }) },
  {
    weight: 3,
    arbitrary: fc.record({ move: fc.constant('renew'), claims: fc.array(choice, { maxLength: 4 }), leaseMs }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      move: fc.constant('let time pass'),
      ms: fc.constantFrom(1, 500, 500, 1_000, 1_000, 5_000, 60_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant('append'),
      batch: choice,
      sizes: fc.array(fc.constantFrom(1, 2, 9, 20), { maxLength: 3 }),
      again: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ move: fc.constant('take steps'), leaseMs }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('renew step'), batch: choice, stale, leaseMs }) },
  {
    weight: 5,
    arbitrary: fc.record({
      move: fc.constant('advance'),
      batch: choice,
      stale,
      phase,
      dueInMs: fc.constantFrom(null, 0, 0, 0, 500, 9_000),
      requeued: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('cancel'), batch: choice }) },
  { weight: 4, arbitrary: fc.record({ move: fc.constant('reopen'), batch: choice, outcome, seqs: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('withdraw'), batch: choice, stale, held: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('requeue'), batch: choice, choice, again: stale }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('purge'), batch: choice, stale }) },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant('decide'),
      batch: choice,
      model: choice,
      pool,
      permission: fc.constantFrom<Permission[]>('none', 'returned', 'all'),
      recall: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('remove worker'), worker: choice }) },
  {
    weight: 2,
    arbitrary: fc.record({ move: fc.constant('drop'), batch: choice, choice, stale, extent: fc.boolean() }),
  },
);
