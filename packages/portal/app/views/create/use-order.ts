import type { BatchQuote, FileObject } from '@spillway/api-types';
import { useEffect, useRef, useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { isStopped } from '../../api/send.ts';
import { upload } from '../../api/upload.ts';

import { announce } from '../../parts/announcement.tsx';
import { pairsOf } from './metadata-field.tsx';

/** Where the input is: on this machine, or on the server already. */
export type InputSource = { readonly file: File } | { readonly uploaded: FileObject };

/** How a batch is to be run. */
export interface Order {
  readonly endpoint: string;
  readonly window: string;
  readonly priority: number;
  readonly name: string;
  /** One `name=value` a line. */
  readonly metadata: string;
}

export interface OrderState {
  readonly doing?: 'upload' | 'quote' | 'create' | undefined;
  /** The share of the upload that is sent. */
  readonly share: number;
  readonly file?: FileObject;
  readonly quoted?: BatchQuote;
  /** What it was quoted for. */
  readonly quotedFor?: string;
  readonly failure?: unknown;
}

export interface Ordering {
  readonly state: OrderState;
  /** Uploads the file unless it is there, and asks what its batch would come to. */
  quote(order: Order, quotedFor: string): Promise<void>;
  create(order: Order): Promise<void>;
  /** Stops an upload. */
  stop(): void;
}

/** The steps from a file to its batch. What was uploaded and never used is removed again. */
export function useOrder(source: InputSource): Ordering {
  const [state, setState] = useState<OrderState>({ share: 0 });
  const change = (part: Partial<OrderState>): void => setState((before) => ({ ...before, ...part }));
  const stopping = useRef<AbortController>(null);
  const unused = useRef<string>(null);
  // A create that is repeated after a broken connection must not make a second batch.
  const [attempt] = useState(() => crypto.randomUUID());
  useLeaving(stopping, unused);

  async function doing(what: NonNullable<OrderState['doing']>, act: () => Promise<void>): Promise<void> {
    change({ doing: what, failure: undefined });
    await act().catch((failure: unknown) => change(isStopped(failure) ? {} : { failure }));
    change({ doing: undefined });
  }

  async function uploaded(): Promise<FileObject> {
    if ('uploaded' in source) return source.uploaded;
    if (state.file) return state.file;
    const controller = new AbortController();
    stopping.current = controller;
    change({ doing: 'upload', share: 0 });
    const file = await upload({
      file: source.file,
      signal: controller.signal,
      onProgress: (share) => change({ share }),
    });
    unused.current = file.id;
    change({ doing: 'quote', file });
    return file;
  }

  return {
    state,
    quote: (order, quotedFor) =>
      doing('quote', async () => {
        const { id } = await uploaded();
        const { endpoint, window, priority } = order;
        const body = { input_file_id: id, endpoint, completion_window: window, priority };
        change({ quoted: await call<BatchQuote>('v1/batches/quote', { method: 'POST', body }), quotedFor });
      }),
    create: (order) =>
      doing('create', async () => {
        const { id } = await uploaded();
        const headers = { 'idempotency-key': `${attempt}-${id}` };
        const batch = await call<Batch>('v1/batches', { method: 'POST', body: bodyOf(order, id), headers });
        unused.current = null;
        announce('The batch is created.');
        go(addressOf(['batches', batch.id]));
      }),
    stop: () => stopping.current?.abort(),
  };
}

function bodyOf({ endpoint, window, priority, name, ...order }: Order, inputFileId: string): object {
  const named = name.trim() !== '' && { name: name.trim() };
  const metadata = { ...pairsOf(order.metadata), spillway_priority: String(priority), ...named };
  return { input_file_id: inputFileId, endpoint, completion_window: window, metadata };
}

/** Stops what is under way, and removes what was never used, when the view or the page is left. */
function useLeaving(
  stopping: { readonly current: AbortController | null },
  unused: { readonly current: string | null },
): void {
  useEffect(() => {
    const close = (): void => leave(undefined, unused.current, { keepalive: true });
    addEventListener('pagehide', close);
    return () => {
      removeEventListener('pagehide', close);
      leave(stopping.current, unused.current);
    };
  }, []);
}

function leave(
  stopping: AbortController | null | undefined,
  unused: string | null,
  options: { readonly keepalive?: boolean } = {},
): void {
  stopping?.abort();
  if (unused !== null) void call(`v1/files/${unused}`, { method: 'DELETE', ...options }).catch(() => {});
}
