import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallOptions } from '../api/call.ts';
import { download } from '../api/download.ts';
import { downloadFile } from '../api/download-file.ts';
import { announce } from './announcement.tsx';
import { messageOf } from './failure.tsx';

export interface DownloadButtonProps {
  readonly path: string;
  readonly name: string;
  readonly query?: NonNullable<CallOptions['query']>;
  readonly children: ComponentChildren;
}

/** Downloads an answer of the API. */
export function DownloadButton({ path, name, query = {}, children }: DownloadButtonProps): JSX.Element {
  return (
    <FetchButton name={name} fetch={() => download(path, name, { query })}>
      {children}
    </FetchButton>
  );
}

export interface FileDownloadButtonProps {
  readonly fileId: string;
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Downloads a file, however large where blob storage signs addresses. */
export function FileDownloadButton({ fileId, name, children }: FileDownloadButtonProps): JSX.Element {
  return (
    <FetchButton name={name} fetch={() => downloadFile(fileId, name)}>
      {children}
    </FetchButton>
  );
}

interface FetchButtonProps {
  readonly name: string;
  readonly children: ComponentChildren;
  fetch(): Promise<void>;
}

function FetchButton({ name, children, fetch }: FetchButtonProps): JSX.Element {
  const [fetching, setFetching] = useState(false);
  const fetchFile = async (): Promise<void> => {
    setFetching(true);
    await fetch().then(
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
