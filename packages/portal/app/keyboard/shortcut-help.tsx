import type { JSX } from 'preact';
import { Dialog } from '../parts/dialog.tsx';
import { helpShown, keysOn, shortcuts, turnKeys } from './shortcuts.ts';

export function ShortcutHelp(): JSX.Element | null {
  if (!helpShown.value) return null;
  const close = (): void => {
    helpShown.value = false;
  };
  return (
    <Dialog title="Keys" onClose={close}>
      <dl class="shortcuts">
        {shortcuts.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="tick">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={({ currentTarget }) => turnKeys(currentTarget.checked)}
        />
        The keys do this
      </label>
      <div class="actions">
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
