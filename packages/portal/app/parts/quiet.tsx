import type { ComponentChildren, JSX } from 'preact';
import type { Loaded } from '../live/use-loaded.ts';
import { Failure } from './failure.tsx';

export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <p class="loading" role="status">
      Loading {what} …
    </p>
  );
}

export interface EmptyProps {
  readonly title: string;
  /** What to do. */
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <p>{title}</p>
      {children !== undefined && <div class="hint">{children}</div>}
    </div>
  );
}

export interface WhenLoadedProps<Value> {
  readonly loaded: Loaded<Value>;
  readonly what: string;
  readonly children: (value: Value) => ComponentChildren;
}

/** What was loaded, with the failure of a later load above it; or how things stand with the first. */
export function WhenLoaded<Value>({ loaded, what, children }: WhenLoadedProps<Value>): JSX.Element {
  const { value, failure, reload } = loaded;
  return (
    <>
      {failure !== undefined && <Failure failure={failure} retry={reload} />}
      {value === undefined ? failure === undefined && <Loading what={what} /> : children(value)}
    </>
  );
}
