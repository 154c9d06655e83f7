import { z } from 'zod';
import type { SendEvent } from '../stream/event-stream.ts';
import type { ShownLook } from './fleet-looks.ts';

/** The header by which a reader says what it saw last. */
export const lastEventId: z.ZodObject = z.object({
  'last-event-id': z
    .string()
    .optional()
    .meta({ description: 'The id of the last event that was seen: what it showed is not repeated.' }),
});

/** Sends each look that differs from the one before, by the digest that is the id of its event. Never the last. */
export function tellNews(event: string, { headers }: Request): (look: ShownLook, send: SendEvent) => Promise<false> {
  let seen = headers.get('last-event-id');
  return async ({ text, digest }, send) => {
    if (digest !== seen) await send({ event, id: digest, data: text });
    seen = digest;
    return false;
  };
}
