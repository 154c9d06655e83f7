import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { focusHeading } from '../keyboard/focus-heading.ts';

export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  onClose(): void;
}

/** A modal dialog while it is rendered. Escape closes it, and the focus goes back to where it was, if that is still there. */
export function Dialog({ title, children, onClose }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const [before, shown] = [document.activeElement, dialog.current];
    shown?.showModal();
    return () => {
      // Nothing behind it can have the focus while it is open.
      shown?.close();
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
      else focusHeading();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => dialog.current && onClose()}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
