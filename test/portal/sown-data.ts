import type { Spillway } from '@spillway/core';
import type { Batch } from '@spillway/core/store';

/** Something of every kind, so that no view is empty. */
export interface SownData {
  /** Has ended, with a failed request. */
  readonly ended: Batch;
  /** Has a dead letter. */
  readonly broken: Batch;
  /** Waits for an engine. */
  readonly running: Batch;
}

/** Sows a batch that has ended, one with a dead letter, one that runs, a key and a tenant. */
export async function sow(spillway: Spillway): Promise<SownData> {
  const [ended, broken, running] = await Promise.all([
    createBatch(spillway, [line('river'), line('lake'), line('odd', { n: 1 })], { name: 'Waters' }),
    createBatch(spillway, [line('dead', { model: 'broken' })]),
    createBatch(spillway, [line('waits', { model: 'slow' }), line('waits too', { model: 'slow' })]),
  ]);
  await spillway.keys.create({ name: 'Team search', tenant: 'search', scopes: ['read'] });
  await spillway.tenants.put({ id: 'search', limits: { liveBatches: 20 } });
  const [first, second] = await Promise.all([ended, broken].map(({ id }) => spillway.batches.ended({ id })));
  return { ended: first as Batch, broken: second as Batch, running };
}

/** A line of an input file. */
export function line(customId: string, body: object = {}): string {
  const messages = [{ role: 'user', content: `Tell of ${customId}.` }];
  const asked = 'n' in body ? {} : { messages };
  const request = { custom_id: customId, method: 'POST', url: '/v1/chat/completions' };
  return JSON.stringify({ ...request, body: { model: 'spillway-sim', ...asked, ...body } });
}

export async function createBatch(
  spillway: Spillway,
  lines: readonly string[],
  metadata: Readonly<Record<string, string>> | null = null,
): Promise<Batch> {
  const file = await spillway.files.upload({ filename: 'in.jsonl', source: Buffer.from(`${lines.join('\n')}\n`) });
  return spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions', window: '24h', metadata });
}

/** So many batches of a kind, of which none has an engine yet. */
export async function sowMany(spillway: Spillway, count: number): Promise<void> {
  const source = Buffer.from(`${line('waits', { model: 'slow' })}\n`);
  const { id: inputFileId } = await spillway.files.upload({ filename: 'in.jsonl', source });
  const create = (metadata: Readonly<Record<string, string>>) =>
    spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions', window: '24h', metadata });
  await Promise.all(Array.from({ length: count }, (_, index) => create({ team: 'many', turn: `turn ${index}` })));
}
