import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallLog, logged } from './call-log.ts';

export interface PollOptions {
  readonly url: string;
  readonly clients: number;
  readonly batchIds: readonly string[];
  /** A client makes its next call so long after its last began, or at once when that took longer. */
  readonly everyMs: number;
  readonly seconds: number;
}

/** Clients with a connection each, that ask for their batch and for the list in turns. */
export async function pollBatches(options: PollOptions): Promise<CallLog[]> {
  const batch: CallLog = { route: 'GET /v1/batches/{id}', tookMs: [], errors: [] };
  const list: CallLog = { route: 'GET /v1/batches', tookMs: [], errors: [] };
  const endMs = performance.now() + options.seconds * 1_000;
  const poll = async (client: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const id = options.batchIds[client % options.batchIds.length];
    await sleep((client / options.clients) * options.everyMs);
    let call = client;
    // Once at the least, however long this machine stood still.
    do {
      const startedMs = performance.now();
      if (call % 2 === 0) await logged(batch, () => fetchWhole(`${options.url}/v1/batches/${id}`, agent));
      else await logged(list, () => fetchWhole(`${options.url}/v1/batches`, agent));
      await sleep(Math.max(0, startedMs + options.everyMs - performance.now()));
      call++;
    } while (performance.now() < endMs);
    agent.destroy();
  };
  await Promise.all(Array.from({ length: options.clients }, (_, client) => poll(client)));
  return [batch, list];
}

/** Much cheaper than `fetch`, and what it costs here is missing on the server's side. */
function fetchWhole(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent, timeout: 60_000 }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      );
      answer.on('error', reject);
    });
    asking.on('error', reject);
    asking.on('timeout', () => asking.destroy(new Error('no answer within a minute')));
  });
}
