import type { ErrorBody } from '@spillway/api-types';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

export const errorSchema: z.ZodType<ErrorBody> = objectSchema<ErrorBody>({
  error: objectSchema<ErrorBody['error']>({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
}).meta({ id: 'Error', description: 'What is wrong, where, and what to do.' });

export interface RefusalOptions {
  readonly message: string;
  /** `invalid_request_error` by default. */
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal that a route throws and the app answers. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, refusal: RefusalOptions) {
    const { message, type = 'invalid_request_error', param = null, code = null, headers = {}, cause } = refusal;
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
    this.body = { error: { message, type, param, code } };
  }

  toResponse(): Response {
    const headers = { 'content-type': 'application/json', ...this.headers };
    return new Response(JSON.stringify(this.body), { status: this.status, headers });
  }
}

/** A field that must be there is not. */
export function missingField(param: string): HttpRefusal {
  return new HttpRefusal(400, {
    message: `Missing required parameter: '${param}'.`,
    param,
    code: 'missing_required_parameter',
  });
}

export function noSuchFile(id: string): HttpRefusal {
  return new HttpRefusal(404, { message: `No such File object: ${id}`, param: 'id' });
}

export function noSuchUpload(id: string): HttpRefusal {
  return new HttpRefusal(404, { message: `No upload found with id '${id}'.` });
}

export function noSuchRequest(id: string): HttpRefusal {
  return new HttpRefusal(404, { message: `No request found with id '${id}'.` });
}

export function noSuchBatch(id: string): HttpRefusal {
  return new HttpRefusal(404, { message: `No batch found with id '${id}'.` });
}
