import { requestIdOf } from './request-id.ts';

/** Who a line of an output or error file is about. */
export interface LineSubject {
  readonly batchId: string;
  /** Zero-based position of the request in the input. */
  readonly seq: number;
  /** The custom_id as it stands in the input: a JSON string with its quotes, byte for byte. */
  readonly customId: Uint8Array;
}

/** What the engine said, with the body as it came. */
export interface EngineAnswer {
  readonly statusCode: number;
  readonly requestId: string | null;
  /** One JSON value without raw newlines. */
  readonly body: Uint8Array;
}

/** Why a request has no answer. */
export interface LineError {
  readonly code: string;
  readonly message: string;
}

const END_OF_ANSWER = Buffer.from('},"error":null}\n');

/** The line of a request that an engine answered, well or with an HTTP error. The wire's shape; the body is not re-serialized. */
export function answerLine(subject: LineSubject, { statusCode, requestId, body }: EngineAnswer): Buffer {
  const id = requestIdOf(subject.batchId, subject.seq);
  const head = Buffer.from(`{"id":"${id}","custom_id":`);
  const response = Buffer.from(
    `,"response":{"status_code":${statusCode},"request_id":${JSON.stringify(requestId ?? id)},"body":`,
  );
  return Buffer.concat([head, subject.customId, response, body, END_OF_ANSWER]);
}

/** The line of a request that has no answer. */
export function errorLine(subject: LineSubject, { code, message }: LineError): Buffer {
  const head = Buffer.from(`{"id":"${requestIdOf(subject.batchId, subject.seq)}","custom_id":`);
  const error = Buffer.from(`,"response":null,"error":${JSON.stringify({ code, message })}}\n`);
  return Buffer.concat([head, subject.customId, error]);
}
