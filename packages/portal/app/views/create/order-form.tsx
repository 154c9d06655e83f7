import type { CallerLimits } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { priorities } from '../../format/priority.ts';
import { spanText } from '../../format/span.ts';
import { Failure } from '../../parts/failure.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { WindowField } from '../../parts/window-field.tsx';
import { caller } from '../../session/session.ts';
import { ByteProgress } from './byte-progress.tsx';
import { MetadataField } from './metadata-field.tsx';
import { QuoteNote } from './quote-note.tsx';
import { type InputSource, type Order, useOrder } from './use-order.ts';

export interface OrderFormProps {
  readonly source: InputSource;
  /** Of the first line. */
  readonly endpoint: string;
}

const endpoints = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses'];

/** How the batch is to be run. First uploads and quotes, then creates. */
export function OrderForm({ source, endpoint }: OrderFormProps): JSX.Element {
  const [order, setOrder] = useState<Order>({ endpoint, window: '24h', priority: 1, name: '', metadata: '' });
  const { state, quote, create, stop } = useOrder(source);
  const limits = caller.value?.limits;
  const change = (part: Partial<Order>): void => setOrder({ ...order, ...part });
  const isQuoted = state.quoted !== undefined && state.quotedFor === keyOf(order);
  const busy = state.doing !== undefined;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void (isQuoted ? create(order) : quote(order, keyOf(order)));
  };
  return (
    <form class="order" onSubmit={submit} aria-label="How it is to be run">
      <div class="fields">
        <TextField
          label="Endpoint"
          value={order.endpoint}
          onInput={(value) => change({ endpoint: value })}
          options={limits?.endpoints ?? endpoints}
          required
        />
        <WindowField value={order.window} onInput={(window) => change({ window })} hint={windowHint(limits)} />
        <SelectField
          label="Priority"
          value={String(order.priority)}
          options={priorities}
          onInput={(value) => change({ priority: Number(value) })}
          hint="Goes before what is lower of the same tenant. Kept as the metadata spillway_priority."
        />
        <TextField
          label="Name"
          value={order.name}
          onInput={(name) => change({ name })}
          hint="Kept as metadata; may stay empty."
        />
        <MetadataField value={order.metadata} onInput={(metadata) => change({ metadata })} />
      </div>
      {state.doing === 'upload' && 'file' in source && (
        <ByteProgress label="Upload" done="uploaded" share={state.share} bytes={source.file.size} onStop={stop} />
      )}
      {state.failure !== undefined && <Failure failure={state.failure} />}
      {isQuoted && state.quoted && <QuoteNote quote={state.quoted} onWindow={(window) => change({ window })} />}
      <div class="actions">
        <button type="submit" class="primary" disabled={busy || (isQuoted && state.quoted?.errors != null)}>
          {isQuoted ? 'Create the batch' : 'uploaded' in source || state.file ? 'Quote' : 'Upload and quote'}
        </button>
        {state.doing === 'quote' && <span role="status">Reading the file and asking for a quote …</span>}
        {state.doing === 'create' && <span role="status">Creating the batch …</span>}
      </div>
    </form>
  );
}

/** What the server takes as a window. */
function windowHint(limits: CallerLimits | undefined): string {
  const among = limits
    ? `from ${spanText(limits.min_window_seconds * 1_000)} to ${spanText(limits.max_window_seconds * 1_000)}`
    : 'the time until the deadline';
  return `A number with m, h or d: ${among}.`;
}

/** A quote is for these; the name changes nothing. */
function keyOf({ endpoint, window, priority }: Order): string {
  return JSON.stringify([endpoint, window, priority]);
}
