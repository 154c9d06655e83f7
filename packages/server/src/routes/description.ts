import { version } from '@spillway/core';
import { z } from 'zod';
import { openApiDocument } from '../api/openapi-document.ts';
import type { AppContext } from '../app-context.ts';

const answer: z.ZodType<object> = z.looseObject({ openapi: z.string() });

/** The API's own description. To be added last. */
export function addDescriptionRoute({ router }: AppContext): void {
  let document: object | undefined;
  router.add(
    {
      id: 'describe',
      method: 'get',
      path: '/openapi.json',
      tag: 'Health',
      summary: 'This description',
      answer,
    },
    () => {
      document ??= openApiDocument(router.endpoints, version);
      return document;
    },
  );
}
