import { setTimeout as pause } from 'node:timers/promises';
import type { BatchClient } from '../fleet-kill/batch-client.ts';
import { trialModel } from '../trial-lines.ts';

/** A request that was given up. */
export interface GivenUp {
  readonly customId: string;
  readonly message: string;
}

/** What became of a batch. */
export interface Judged {
  readonly answered: number;
  readonly givenUp: readonly GivenUp[];
  /** Sentences; none when each request was answered once, except the poisonous ones, which were given up. */
  readonly faults: readonly string[];
}

/** The lines of a batch; those at the poisonous positions hold the poison. */
export function linesOf(count: number, poisonous: readonly number[], poison: string): string {
  const contents = Array.from({ length: count }, (_, at) => (poisonous.includes(at) ? poison : `Tell me of ${at}.`));
  return contents
    .map((content, at) => {
      const body = { model: trialModel, temperature: 0.5, max_tokens: 16, messages: [{ role: 'user', content }] };
      return `${JSON.stringify({ custom_id: `r${at}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
    })
    .join('');
}

/** Waits for the end of the batch and reads its files. */
export async function judgeBatch(
  client: BatchClient,
  id: string,
  { lines, poisonous }: { readonly lines: number; readonly poisonous: readonly number[] },
): Promise<Judged> {
  const batch = await endOf(client, id);
  const answered = (await Array.fromAsync(client.lines(batch.output_file_id))).map(idOf);
  const givenUp = (await Array.fromAsync(client.lines(batch.error_file_id))).map(givenUpOf);
  const expected = Array.from({ length: lines }, (_, at) => at);
  const faults = [
    ...differences('answered', answered, expected.filter((at) => !poisonous.includes(at)).map(nameOf)),
    ...differences(
      'given up',
      givenUp.map(({ customId }) => customId),
      poisonous.map(nameOf),
    ),
  ];
  if (batch.status !== 'completed') faults.push(`the batch ended as ${batch.status}`);
  return { answered: answered.length, givenUp, faults };
}

async function endOf(client: BatchClient, id: string): ReturnType<BatchClient['batch']> {
  for (;;) {
    const batch = await client.batch(id);
    if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch;
    await pause(200);
  }
}

function differences(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const missing = expected.filter((id) => !found.includes(id));
  const surplus = found.filter((id, at) => !expected.includes(id) || found.indexOf(id) !== at);
  return [
    ...(missing.length > 0 ? [`not ${what}: ${missing.slice(0, 5).join(', ')}`] : []),
    ...(surplus.length > 0 ? [`${what} against expectation: ${surplus.slice(0, 5).join(', ')}`] : []),
  ];
}

function nameOf(at: number): string {
  return `r${at}`;
}

function idOf(line: string): string {
  return (JSON.parse(line) as { custom_id: string }).custom_id;
}

function givenUpOf(line: string): GivenUp {
  const { custom_id: customId, error } = JSON.parse(line) as { custom_id: string; error: { message: string } | null };
  return { customId, message: error?.message ?? 'no message' };
}
