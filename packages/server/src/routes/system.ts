import { hostname } from 'node:os';
import type { System } from '@spillway/api-types';
import { type Clock, type Spillway, version } from '@spillway/core';
import type { AppContext } from '../app-context.ts';
import { type PoolNews, partObject, poolObjects, systemSchema } from '../wire/system-object.ts';
import { seconds } from '../wire/unix-seconds.ts';

/** How the installation is: versions, database, storage, engines, and where to look further. */
export function addSystemRoute({ router, clock, spillway, links, metrics }: AppContext): void {
  const startedAt = clock.now();
  router.add(
    {
      id: 'readSystem',
      method: 'get',
      path: '/v1/system',
      tag: 'Fleet',
      summary: 'Look at versions, database, storage and engines',
      description: 'As the process that answers reaches them. It answers while they are away, too.',
      scope: 'operator',
      answer: systemSchema,
    },
    async (): Promise<System> => {
      const [{ database, storage }, news] = await Promise.all([spillway.system(), readPools(spillway, clock)]);
      return {
        ...{ object: 'system', version, node_version: process.versions.node, started_at: seconds(startedAt) },
        instance: `${hostname()}/${process.pid}`,
        database: partObject(database),
        storage: { ...partObject(storage), free_bytes: storage.freeBytes },
        pools: poolObjects(news),
        links: {
          grafana: links.grafana ?? null,
          alerts: links.alerts ?? null,
          metrics: metrics ? '/metrics' : null,
        },
      };
    },
  );
}

/** As long as the database is waited for. */
const PATIENCE_MS = 2_000;
const none: PoolNews = { pools: [], workers: [] };

/** A database that is away, or does not answer, is told of as such; it must not hide the rest. */
async function readPools({ fleet }: Spillway, clock: Clock): Promise<PoolNews> {
  const over = new AbortController();
  const late = clock.sleep(PATIENCE_MS, over.signal).then(() => none);
  const read = async (): Promise<PoolNews> => {
    const [{ pools }, workers] = await Promise.all([fleet.get(), fleet.workers()]);
    return { pools, workers };
  };
  try {
    return await Promise.race([read(), late]);
  } catch {
    return none;
  } finally {
    over.abort();
  }
}
