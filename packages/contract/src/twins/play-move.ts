import type { Move } from './move.ts';
import { claim, renew, repeatFlush, settle } from './play-claims.ts';
import { decide, drop, purge, removeWorker, requeue, withdraw } from './play-coordination.ts';
import { advance, append, cancel, type MoveOf, renewStep, reopen, takeSteps } from './play-steps.ts';
import type { Twins } from './twins.ts';

type Player<Name extends Move['move']> = (twins: Twins, move: MoveOf<Name>) => Promise<void>;

const players: { readonly [Name in Move['move']]: Player<Name> } = {
  append,
  'take steps': takeSteps,
  'renew step': renewStep,
  advance,
  cancel,
  reopen,
  claim,
  renew,
  settle,
  'repeat flush': repeatFlush,
  withdraw,
  requeue,
  drop,
  purge,
  decide,
  'remove worker': removeWorker,
  'let time pass': async ({ clock }, { ms }) => clock.advance(ms),
};

/** Plays the move on both twins; rejects when they answer differently. */
export function playMove(twins: Twins, move: Move): Promise<void> {
  return (players[move.move] as (twins: Twins, move: Move) => Promise<void>)(twins, move);
}
