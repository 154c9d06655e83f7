import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { focusHeading } from '../../keyboard/focus-heading.ts';
import { ShortcutHelp } from '../../keyboard/shortcut-help.tsx';
import { helpShown } from '../../keyboard/shortcuts.ts';
import { GuardedView } from './guarded-view.tsx';
import { Navigation } from './navigation.tsx';
import { Whoami } from './whoami.tsx';

/** What stands around every view. */
export function Frame(): JSX.Element {
  const { segments } = route.value;
  useEffect(() => {
    scrollTo(0, 0);
  }, [segments.join('/')]);
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={focusHeading}>
        Skip to the content
      </button>
      <header class="side">
        <div class="side-inner">
          <a class="brand" href="#/">
            Spillway
          </a>
          <Navigation />
          <Whoami />
          <button type="button" class="quiet keys-button" onClick={() => (helpShown.value = true)}>
            Shortcuts <kbd>?</kbd>
          </button>
        </div>
      </header>
      <main>
        <GuardedView segments={segments} />
      </main>
      <ShortcutHelp />
    </div>
  );
}
