import type { Caller } from '../access/caller.ts';
import type { PathParams } from './endpoint.ts';

/** One call of an endpoint, checked. */
export interface Call<Path extends string, Query, Body> {
  readonly caller: Caller;
  readonly params: PathParams<Path>;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly requestId: string;
}

/** Answers a call: a value to be sent as JSON, or a whole response. */
export type Handler<Path extends string, Query, Body, Answer> = (
  call: Call<Path, Query, Body>,
) => Promise<Answer | Response> | Answer | Response;
