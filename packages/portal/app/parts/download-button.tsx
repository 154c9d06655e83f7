import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallOptions } from '../api/call.ts';
import { download } from '../api/download.ts';
import { announce } from './announcement.tsx';
import { messageOf } from './failure.tsx';

export interface DownloadButtonProps {
  readonly path: string;
  readonly name: string;
  readonly query?: NonNullable<CallOptions['query']>;
  readonly children: ComponentChildren;
}

export function DownloadButton({ path, name, query = {}, children }: DownloadButtonProps): JSX.Element {
  const [fetching, setFetching] = useState(false);
  const fetchFile = async (): Promise<void> => {
    setFetching(true);
    await download(path, name, { query }).then(
      () => announce(`Downloaded ${name}.`),
      (failure: unknown) => announce(messageOf(failure), 'bad'),
    );
    setFetching(false);
  };
  return (
    <button type="button" onClick={fetchFile} disabled={fetching}>
      {fetching ? 'Downloading …' : children}
    </button>
  );
}
