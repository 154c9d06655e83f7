import type { DeadLetterFilter } from '@spillway/core';
import { z } from 'zod';
import { recordId } from './record-id.ts';

/** Which dead letters, in the words of the API: the fields of a query or a body. */
export const deadLetterFilter: {
  readonly batch_id: z.ZodOptional<z.ZodString>;
  readonly model: z.ZodOptional<z.ZodString>;
  readonly code: z.ZodOptional<z.ZodString>;
  readonly fingerprint: z.ZodOptional<z.ZodString>;
} = {
  batch_id: recordId.optional().meta({ description: 'Only of this batch.' }),
  model: z.string().min(1).max(256).optional().meta({ description: 'Only for this model.' }),
  code: z.string().min(1).max(256).optional().meta({
    description: 'Only with this `error_code`, or whose last attempt ended with this code, such as `server_error`.',
  }),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .meta({ description: 'Only those that failed in this way.' }),
};

/** Which of them to act on. A word that is none of these is refused: passed over, it would choose all. */
export const deadLetterSelection: typeof deadLetterFilter & {
  readonly request_ids: z.ZodOptional<z.ZodArray<z.ZodString>>;
  readonly dry_run: z.ZodDefault<z.ZodBoolean>;
} = {
  ...deadLetterFilter,
  request_ids: z.array(recordId).min(1).max(1_000).optional().meta({ description: 'Only these.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Whether only to say what would happen.' }),
};

export interface AskedDeadLetters {
  readonly batch_id?: string | undefined;
  readonly model?: string | undefined;
  readonly code?: string | undefined;
  readonly fingerprint?: string | undefined;
}

/** The same for the library. */
export function deadLetterFilterOf({
  batch_id: batchId,
  model,
  code,
  fingerprint,
}: AskedDeadLetters): DeadLetterFilter {
  return {
    ...(batchId !== undefined && { batchId }),
    ...(model !== undefined && { model }),
    ...(code !== undefined && { code }),
    ...(fingerprint !== undefined && { fingerprint }),
  };
}
