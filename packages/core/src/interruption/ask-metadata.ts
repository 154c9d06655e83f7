import type { Clock } from '../clock.ts';

/** One question to a metadata service. */
export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The answer, whatever its status; undefined when none came in time. */
export async function askMetadata(clock: Clock, question: Question): Promise<Answer | undefined> {
  const { url, method = 'GET', headers, timeoutMs, signal } = question;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  void clock.sleep(timeoutMs, until).then(() => over.abort());
  try {
    // Metadata services redirect nobody: whoever does is something else.
    const response = await fetch(url, { method, headers, signal: until, redirect: 'error' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
