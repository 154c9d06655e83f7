import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { errorSchema } from '../wire/error-body.ts';
import { recordId } from '../wire/record-id.ts';
import type { AnyEndpoint, ContentAnswer } from './endpoint.ts';

/** The OpenAPI 3.1 description of endpoints, written from the schemas that check their calls. */
export function openApiDocument(endpoints: readonly AnyEndpoint[], version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operationOf(endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Spillway',
      version,
      description: "OpenAI's files and batches API, and what Spillway adds to it.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function operationOf(endpoint: AnyEndpoint): ZodOpenApiOperationObject {
  const { id, tag, summary, description, scope } = endpoint;
  const path = pathParams(endpoint.path);
  const body = bodyOf(endpoint);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: scope ? [{ key: [scope] }] : [],
    requestParams: {
      ...(path && { path }),
      ...(endpoint.query && { query: endpoint.query as z.ZodObject }),
      ...(endpoint.headers && { header: endpoint.headers }),
    },
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      200: answerOf(endpoint.answer),
      ...otherAnswersOf(endpoint),
      default: {
        description: 'A refusal: what is wrong, where, and what to do.',
        content: { 'application/json': { schema: errorSchema } },
      },
    },
  };
}

function bodyOf({
  body,
  form,
}: AnyEndpoint): NonNullable<ZodOpenApiOperationObject['requestBody']>['content'] | undefined {
  if (body) return { 'application/json': { schema: body } };
  return form && { 'multipart/form-data': { schema: form } };
}

function answerOf(answer: AnyEndpoint['answer']): NonNullable<ZodOpenApiOperationObject['responses']>['200'] {
  if (!isContent(answer)) return { description: 'Done.', content: { 'application/json': { schema: answer } } };
  const headers = Object.entries(answer.headers ?? {}).map(([name, description]) => {
    return [name, { description, schema: { type: 'string' } }] as const;
  });
  return {
    description: answer.description,
    content: { [answer.type]: { schema: { type: 'string' } } },
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

function otherAnswersOf({ otherAnswers = {} }: AnyEndpoint): NonNullable<ZodOpenApiOperationObject['responses']> {
  const answers = Object.entries(otherAnswers).map(([status, schema]) => {
    return [status, { description: 'See there.', content: { 'application/json': { schema } } }] as const;
  });
  return Object.fromEntries(answers);
}

function isContent(answer: AnyEndpoint['answer']): answer is ContentAnswer {
  return 'type' in answer && !('parse' in answer);
}

function pathParams(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  if (names.length === 0) return undefined;
  return z.object(Object.fromEntries(names.map((name) => [name, recordId])));
}
