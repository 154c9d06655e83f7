import type { JSX } from 'preact';

const tones: Readonly<Record<string, 'good' | 'bad' | 'busy' | 'warn'>> = {
  completed: 'good',
  met: 'good',
  yes: 'good',
  answered: 'good',
  healthy: 'good',
  ready: 'good',
  ok: 'good',
  in_progress: 'busy',
  finalizing: 'busy',
  validating: 'busy',
  running: 'busy',
  cancelling: 'warn',
  expired: 'bad',
  failed: 'bad',
  dead_lettered: 'bad',
  violated: 'bad',
  no: 'bad',
  unhealthy: 'bad',
  unavailable: 'bad',
  refused: 'warn',
  lapsed: 'warn',
  preempted: 'warn',
};

/** A word for a state; its colour only underlines it. */
export function StatusBadge({ status }: { readonly status: string }): JSX.Element {
  return (
    <span class="badge" data-tone={tones[status] ?? 'plain'}>
      {status.replaceAll('_', ' ')}
    </span>
  );
}
