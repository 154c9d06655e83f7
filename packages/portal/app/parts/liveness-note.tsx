import type { JSX } from 'preact';
import type { Liveness } from '../live/liveness.ts';

const words: Readonly<Record<Liveness, readonly [shown: string, explained: string]>> = {
  connecting: ['connecting', 'The portal asks for news.'],
  live: ['live', 'The server sends news as they come.'],
  polling: ['polling', 'Events do not come through, so the portal asks every two seconds.'],
  cut: ['not live', 'What is shown is what was last known. The portal goes on asking.'],
  paused: ['paused', 'Goes on when the tab is looked at.'],
  ended: ['', ''],
};

/** How fresh the view is. */
export function LivenessNote({ liveness }: { readonly liveness: Liveness }): JSX.Element | null {
  const [shown, explained] = words[liveness];
  if (shown === '') return null;
  return (
    <span class="liveness" data-liveness={liveness} title={explained}>
      {shown}
    </span>
  );
}
