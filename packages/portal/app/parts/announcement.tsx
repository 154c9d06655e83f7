import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';

const words: Signal<{ readonly text: string; readonly tone: 'plain' | 'bad' } | undefined> = signal(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a while what was done; screen readers read it out. */
export function announce(text: string, tone: 'plain' | 'bad' = 'plain'): void {
  clearTimeout(timer);
  words.value = { text, tone };
  timer = setTimeout(
    () => {
      words.value = undefined;
    },
    tone === 'bad' ? 12_000 : 5_000,
  );
}

export function Announcement(): JSX.Element {
  const { text, tone } = words.value ?? { text: '', tone: 'plain' };
  return (
    <div class="announcement" role="status" data-tone={tone} data-empty={text === ''}>
      {text}
    </div>
  );
}
