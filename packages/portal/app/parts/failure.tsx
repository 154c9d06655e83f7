import type { JSX } from 'preact';
import { Refusal } from '../api/refusal.ts';
import { spanText } from '../format/span.ts';

export interface FailureProps {
  readonly failure: unknown;
  readonly retry?: () => void;
}

/** What went wrong, and what to do. */
export function Failure({ failure, retry }: FailureProps): JSX.Element {
  const refusal = failure instanceof Refusal ? failure : undefined;
  return (
    <div class="failure">
      {/* Alone, so that each failure of the same kind, which has an id of its own, is not read out again. */}
      <div role="alert">
        <p>{messageOf(failure)}</p>
        {hintOf(refusal) !== undefined && <p class="hint">{hintOf(refusal)}</p>}
      </div>
      {refusal?.requestId != null && (
        <p class="hint">
          Request id <code>{refusal.requestId}</code>
        </p>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

function waitText({ retryAfterMs: ms }: Refusal): string {
  return ms > 0 ? spanText(ms) : 'a moment';
}

function hintOf(refusal: Refusal | undefined): string | undefined {
  if (refusal === undefined) return undefined;
  if (refusal.status === 0 && refusal.code === 'unreachable')
    return 'Is it still running? What is live goes on by itself as soon as it answers.';
  if (refusal.status === 403) return 'Log in with a key that may do this.';
  if (refusal.status === 404)
    return "It may be gone, or be another tenant's. Look for it in its list; operators choose the tenant at the side.";
  if (refusal.status === 429) return `Wait ${waitText(refusal)}; the server said that it has enough to do.`;
  if (refusal.status === 503) return 'Look at its database and storage: spillway doctor says what to do.';
  if (refusal.status >= 500) return 'Try again. If it stays so, look for the request id in the log of the server.';
  return undefined;
}
