import type { CallerLimits } from '@spillway/api-types';
import type { KnownLimits } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

/** What this process accepts of a caller. */
export const callerLimitsSchema: z.ZodType<CallerLimits> = objectSchema<CallerLimits>({
  max_file_bytes: z.int().meta({ description: 'Of a file that comes in one piece.' }),
  max_upload_bytes: z.int().meta({ description: 'Of one that comes in parts, or past the server.' }),
  upload_part_bytes: z.int().nullable().meta({ description: 'Of one part; null where files come in one piece only.' }),
  direct_upload: z.boolean().meta({ description: 'Whether files may be put into the blob storage past the server.' }),
  max_requests_per_batch: z.int(),
  max_line_bytes: z.int(),
  min_window_seconds: z.number(),
  max_window_seconds: z.number(),
  endpoints: z.array(z.string()).meta({ description: 'The paths that a batch may name.' }),
}).meta({ id: 'CallerLimits', description: 'What the process that answers accepts.' });

export function callerLimitsObject(limits: KnownLimits): CallerLimits {
  return {
    max_file_bytes: limits.fileBytes,
    max_upload_bytes: limits.uploadBytes,
    upload_part_bytes: limits.uploadPartBytes,
    direct_upload: limits.directUploads,
    max_requests_per_batch: limits.batchRequests,
    max_line_bytes: limits.lineBytes,
    min_window_seconds: limits.minWindowMs / 1_000,
    max_window_seconds: limits.maxWindowMs / 1_000,
    endpoints: limits.endpoints,
  };
}
