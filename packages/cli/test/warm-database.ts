import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@spillway/store-postgres/embedded';

/**
 * The embedded server of a data folder, kept running so that each command joins it in place of starting and stopping
 * its own, and without fsync.
 */
export function warmDatabase(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false });
}
