import type { FileContentUrl } from '@spillway/api-types';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { HttpRefusal, noSuchFile } from '../wire/error-body.ts';
import { objectSchema } from '../wire/object-schema.ts';
import { isRecordId } from '../wire/record-id.ts';
import { signedRequestFields, signedRequestObject } from '../wire/signed-request-object.ts';

const answer = objectSchema<FileContentUrl>({
  object: z.literal('file.content_url'),
  ...signedRequestFields,
}).meta({ id: 'FileContentUrl' });

/** Where a client reads the content of a file past this server. */
export function addContentUrlRoute({ router, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'retrieveFileContentUrl',
      method: 'get',
      path: '/v1/files/{file_id}/content_url',
      tag: 'Files',
      summary: 'Get an address to download a file from blob storage directly',
      description: 'Good for an hour. Refused with `direct_unsupported` where blob storage signs no requests.',
      scope: 'read',
      answer,
    },
    async ({ caller: { tenant }, params: { file_id: id } }): Promise<FileContentUrl> => {
      const signed = isRecordId(id) ? await files.contentUrl({ tenant, id }) : undefined;
      if (!signed) throw noSuchFile(id);
      if (signed !== 'unsupported') return { object: 'file.content_url', ...signedRequestObject(signed) };
      throw new HttpRefusal(400, {
        message: 'The blob storage of this server cannot be read directly. Download the file from its `content`.',
        code: 'direct_unsupported',
      });
    },
  );
}
