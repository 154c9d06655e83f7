import type { JSX } from 'preact';
import { Dialog } from '../parts/dialog.tsx';
import { helpShown, shortcuts } from './shortcuts.ts';

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
      <div class="actions">
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
