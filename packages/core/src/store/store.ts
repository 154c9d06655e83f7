import type { SelfDescription } from '../self-description.ts';
import type { AccessRegistry } from './access-registry.ts';
import type { BatchLedger } from './batch-ledger.ts';
import type { BulkActionRegistry } from './bulk-action-registry.ts';
import type { FileRegistry } from './file-registry.ts';
import type { FleetBoard } from './fleet-board.ts';
import type { History } from './history.ts';
import type { ResultIndex } from './result-index.ts';
import type { ShardQueue } from './shard-queue.ts';
import type { StorageIdentity } from './storage-identity.ts';
import type { TenantRegistry } from './tenant-registry.ts';
import type { UploadRegistry } from './upload-registry.ts';
import type { WorkerRegistry } from './worker-registry.ts';

/**
 * State: who owns what, what is due when, and where the bytes are. A record of small roles; each method is one atomic
 * step unless its comment says otherwise, and time is the store's own.
 *
 * A store knows due order, fences, counts, that only an in-progress, uncancelled batch before its deadline hands out
 * work, and the service charged to each tenant. It never knows urgency, prices, retry limits or the wire format.
 */
export interface Store extends AsyncDisposable {
  readonly files: FileRegistry;
  readonly batches: BatchLedger;
  readonly shards: ShardQueue;
  readonly workers: WorkerRegistry;
  readonly fleet: FleetBoard;
  readonly identity: StorageIdentity;
  /** Optional: without it the API knows one key and one tenant. */
  readonly access?: AccessRegistry;
  /** Optional: without it every tenant has the server's own limits. */
  readonly tenants?: TenantRegistry;
  /** Optional: without it every request is run, whatever was answered before. */
  readonly results?: ResultIndex;
  /** Optional: without it nothing is kept of a batch but its record. */
  readonly history?: History;
  /** Optional: without it files come in one piece. */
  readonly uploads?: UploadRegistry;
  /** Optional: without it nothing is done to many batches at once. */
  readonly bulkActions?: BulkActionRegistry;
  /** Optional: what it is, for operators. Rejects like `ping`. */
  describe?(): Promise<SelfDescription>;
  /** Resolves when the store can serve; rejects with `unavailable` and a hint when it cannot. */
  ping(signal?: AbortSignal): Promise<void>;
}
