import type { Scope } from '@spillway/core/store';
import type { z } from 'zod';

/** The names in the braces of a path. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [name in Name]: string } & PathParams<Rest>
  : unknown;

/** An answer that is not JSON. */
export interface ContentAnswer {
  readonly type: string;
  readonly description: string;
  /** Headers that programs need, with what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One call of the API: how it is made, what it answers, who may make it. The router checks calls by it, and the OpenAPI
 * description is written from it.
 */
export interface Endpoint<Path extends string, Query, Body, Answer = unknown> {
  /** OpenAPI's operationId. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** With the names of its parameters in braces. */
  readonly path: Path;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the caller's key must allow; a path outside /v1 needs no key. */
  readonly scope?: Scope;
  readonly query?: z.ZodType<Query>;
  /** Headers that mean something here. */
  readonly headers?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType<Body>;
  /** Makes the body from an older form of it. */
  readonly prepare?: (body: unknown) => unknown;
  /** A multipart body, which the handler reads by itself. */
  readonly form?: z.ZodType;
  readonly answer: z.ZodType<Answer> | ContentAnswer;
  /** Answers of other statuses that are not refusals in OpenAI's envelope. */
  readonly otherAnswers?: Readonly<Record<number, z.ZodType>>;
}

/** An endpoint as the description sees it. */
export type AnyEndpoint = Endpoint<string, unknown, unknown>;
