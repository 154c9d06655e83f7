import { answered, busy, engineDied, failed, refused, type Scripted } from './scripted-executor.ts';

/** How an execution ends in a storm; `draw` is from 0 to 1. */
export function stormyVerdict(draw: number, { cuts }: { readonly cuts: boolean }): Scripted {
  if (draw < 0.8) return answered;
  if (draw < 0.85) return refused;
  if (draw < 0.91) return failed('server_error');
  if (draw < 0.95) return busy;
  if (draw < 0.97) return { kind: 'unreachable', engine: null, message: 'nobody there', sent: false };
  if (draw < 0.985) return 'hang';
  return cuts ? engineDied : answered;
}
