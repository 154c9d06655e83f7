import { version } from '@spillway/core';
import { z } from 'zod';
import { openApiDocument } from '../api/openapi-document.ts';
import type { AppContext } from '../app-context.ts';

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
      answer: z.looseObject({ openapi: z.string() }),
    },
    () => {
      document ??= openApiDocument(router.endpoints, version);
      return document;
    },
  );
}
