import { Refusal, refusalOf, unreachable } from './refusal.ts';

export interface Sending {
  readonly method: 'POST' | 'PUT';
  readonly url: URL | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FormData | Blob;
  readonly signal: AbortSignal;
  /** Told of the bytes that are sent, those around the file included. */
  onSent(bytes: number): void;
}

/** Sends bytes from the disk and answers the text of the answer. fetch would not say how far it is. Throws a `Refusal`. */
export function send({ method, url, headers, body, signal, onSent }: Sending): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = new XMLHttpRequest();
  const abort = (): void => request.abort();
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => onSent(loaded);
  request.onerror = () => reject(unreachable());
  request.onabort = () => reject(stopped());
  request.onload = () => {
    const { status, responseText } = request;
    if (status >= 200 && status < 300) resolve(responseText);
    else reject(refusalOf(status, responseText, (name) => request.getResponseHeader(name)));
  };
  signal.addEventListener('abort', abort);
  if (signal.aborted) reject(stopped());
  else request.send(body);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

export function stopped(): Refusal {
  return new Refusal(0, { message: 'The upload was stopped.', code: 'aborted' });
}

export function isStopped(failure: unknown): boolean {
  return failure instanceof Refusal && failure.code === 'aborted';
}
