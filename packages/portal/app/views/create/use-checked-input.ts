import { useEffect, useRef, useState } from 'preact/hooks';
import type { Caller } from '../../api/caller.ts';
import { instant, sleep } from '../../live/clock.ts';
import { caller } from '../../session/session.ts';
import { type CheckedInput, checkInput, type InputLimits } from './check-input.ts';

export interface InputCheck {
  readonly readBytes: number;
  readonly checked?: CheckedInput;
  readonly failure?: unknown;
  /** Ends the reading; what was found so far counts. */
  stop(): void;
}

/** So long the page may be busy at once. */
const BUSY_MS = 25;
const SHOW_EVERY_MS = 200;

/** Reads a file once. The page stays usable meanwhile. */
export function useCheckedInput(file: File): InputCheck {
  const [state, setState] = useState<Omit<InputCheck, 'stop'>>({ readBytes: 0 });
  const stopping = useRef(new AbortController());
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    const limits = limitsOf(caller.peek());
    const onRead = createBreather((readBytes) => setState({ readBytes }), signal);
    void checkInput(file, { signal, stop: stopping.current.signal, limits, onRead }).then(
      (checked) => setState({ readBytes: checked.readBytes, checked }),
      (failure: unknown) => {
        if (!signal.aborted) setState({ readBytes: 0, failure });
      },
    );
    return () => gone.abort();
  }, [file]);
  return { ...state, stop: () => stopping.current.abort() };
}

function limitsOf(known: Caller | undefined): InputLimits {
  if (!known?.limits) return {};
  const { max_requests_per_batch: maxRequests, max_line_bytes: maxLineBytes, endpoints } = known.limits;
  return { maxRequests, maxLineBytes, endpoints };
}

/** Lets the page draw and listen in between, and shows now and then how far it is. */
function createBreather(show: (readBytes: number) => void, signal: AbortSignal): (readBytes: number) => Promise<void> {
  let [breathedAt, shownAt] = [instant(), instant()];
  return async (readBytes) => {
    if (instant() - breathedAt < BUSY_MS) return;
    if (instant() - shownAt > SHOW_EVERY_MS) {
      show(readBytes);
      shownAt = instant();
    }
    await sleep(0, signal);
    breathedAt = instant();
  };
}
