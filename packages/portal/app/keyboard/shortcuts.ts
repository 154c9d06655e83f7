import { type Signal, signal } from '@preact/signals';
import { go } from '../address/route.ts';
import { addressOf } from '../address/route-of.ts';
import { mayWrite } from '../session/session.ts';

const OFF = 'spillway.keys-off';

/** Whether keys do something by themselves. Who speaks to a computer, or hits keys unawares, turns them off for this browser. */
export const keysOn: Signal<boolean> = signal(localStorage.getItem(OFF) === null);

export function turnKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, 'true');
  keysOn.value = on;
}

/** Whether the list of keys is shown. */
export const helpShown: Signal<boolean> = signal(false);

export interface Shortcut {
  readonly key: string;
  readonly does: string;
}

export const shortcuts: readonly Shortcut[] = [
  { key: '/', does: 'to the search field' },
  { key: 'j', does: 'to the next row' },
  { key: 'k', does: 'to the row before' },
  { key: 'Enter', does: 'opens the row' },
  { key: 'x', does: 'selects the row' },
  { key: 'c', does: 'creates a batch' },
  { key: '?', does: 'shows these keys' },
];

const actions: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLInputElement>('[data-search="true"], [data-search=""]')?.focus(),
  j: () => focusRow(1),
  k: () => focusRow(-1),
  x: () => document.activeElement?.closest('tr')?.querySelector<HTMLElement>('.pick input')?.click(),
  c: () => mayWrite.value && go(addressOf(['create'])),
  '?': () => {
    helpShown.value = true;
  },
};

/** Listens for the keys, but for those that are typed into a field or belong to a dialog. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (
      !keysOn.peek() ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      isTyping(event.target) ||
      document.querySelector('dialog[open]')
    )
      return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), select, textarea, [contenteditable]') !== null
  );
}

function focusRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? rows[by === 1 ? 0 : rows.length - 1] : rows[at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
