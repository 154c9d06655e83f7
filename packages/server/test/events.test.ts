import { expect, it } from 'vitest';
import { createBatch, line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { serverEvents } from './server-events.ts';
import { withWork } from './working-api.ts';

it('a watcher sees the history and the progress of a batch, and its end', async () =>
  withWork(async (api) => {
    const { id } = await createBatch(api.client, [line('one'), line('two')]);
    const answer = await api.get(`/v1/batches/${id}/events`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    api.work();
    const events = await Array.fromAsync(serverEvents(answer));
    const history = events.filter(({ event }) => event === 'timeline').map(({ data }) => JSON.parse(data));
    // Where work begins late, the fleet decides something in between.
    const own = history.map(({ type }) => type).filter((type) => type !== 'escalated' && type !== 'relaxed');
    expect(own).toEqual(['created', 'planned', 'completed']);
    const shown = events.filter(({ event }) => event === 'batch').map(({ data }) => JSON.parse(data));
    expect(shown.at(-1)).toMatchObject({ id, status: 'completed', request_counts: { completed: 2 } });
    expect(events.at(-1)).toMatchObject({ event: 'done', data: JSON.stringify(shown.at(-1)) });

    const timeline = await jsonOf(api.get(`/v1/batches/${id}/timeline`));
    expect(timeline.data).toEqual(history);
    const [first] = events.filter(({ event }) => event === 'timeline');
    const rest = await api.get(`/v1/batches/${id}/events`, { 'last-event-id': first?.id as string });
    const missed = (await Array.fromAsync(serverEvents(rest))).filter(({ event }) => event === 'timeline');
    expect(missed.map(({ data }) => JSON.parse(data))).toEqual(history.slice(1));
  }));

it('a watcher of a batch that has ended is told so at once', async () =>
  withWork(async (api) => {
    const { id } = await createBatch(api.client, ['not json']);
    await api.ended(id);
    const events = await Array.fromAsync(serverEvents(await api.get(`/v1/batches/${id}/events`)));
    expect(events.at(-1)?.event).toBe('done');
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ status: 'failed', errors: { object: 'list' } });
  }));
