import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { Failure } from './failure.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  /** What the button says, a verb. */
  readonly verb: string;
  readonly tone?: 'bad';
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
  /** The dialog closes when it has gone well, and shows why not otherwise. */
  act(): Promise<void>;
  /** Instead of `onClose` when it has gone well. */
  onDone?(): void;
  onClose(): void;
}

/** Asks before something is done, and stays until it is. */
export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const { title, verb, tone, disabled = false, children, act, onClose, onDone = onClose } = props;
  const [failure, setFailure] = useState<unknown>();
  const [acting, setActing] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setActing(true);
    setFailure(undefined);
    await act().then(onDone, setFailure);
    setActing(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        {failure !== undefined && <Failure failure={failure} />}
        <div class="actions">
          <button type="submit" class={tone === 'bad' ? 'danger' : 'primary'} disabled={acting || disabled}>
            {acting ? `${verb} …` : verb}
          </button>
          <button type="button" onClick={onClose}>
            Leave it
          </button>
        </div>
      </form>
    </Dialog>
  );
}
