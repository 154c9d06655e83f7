/** Moves the focus to the heading of the view: what had it is gone, or is about to go. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}
