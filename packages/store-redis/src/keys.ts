/** The names of all keys. What stands in braces decides the slot: keys with the same word in braces lie together. */
export interface Keys {
  /** The record of a batch; every other key of the batch begins with it, see `scripts/include`. */
  batch(id: string): string;
  /** Batches that may want to be looked at, by when. Hints: early, never lost. */
  readonly dueHints: string;
  /** Batches that may be live or have shards in workers' hands, by when they were announced. Hints. */
  readonly liveHints: string;
  /** Tenants whose batches may have lanes. Hints. */
  readonly laneTenants: string;
  /** Batches of a tenant that may have lanes, by rank; with `''`, with what the lists of all tenants begin. Hints. */
  lanesOf(tenant: string): string;
  /** The batches of a tenant, by the number of their creation. */
  tenantBatches(tenant: string): string;
  lastBatchNumber(tenant: string): string;
  /** The batches of all tenants, by the number of their creation. */
  readonly allBatches: string;
  readonly lastBatchNumberOfAll: string;
  /** There since that list holds what was created before there was one. */
  readonly allBatchesWhole: string;
  /** What SCAN finds the lists of all tenants by. */
  readonly everyTenantBatches: string;
  /** The record of a file. */
  file(id: string): string;
  /** Batches that were said to read the file, by when. Hints. */
  fileReaders(id: string): string;
  /** The files of a tenant, by their creation, until they are purged. Hints. */
  tenantFiles(tenant: string): string;
  /** Files that may be invisible, by when. Hints. */
  readonly goneFiles: string;
  readonly workers: string;
  /** Workers by when their last beat ends. */
  readonly workerDeaths: string;
  readonly ticks: string;
  readonly standings: string;
  /** The service of each tenant in a pool. */
  charges(pool: string): string;
  readonly storageId: string;
  /** Keys of the API: records, ids by digest, and lists by number. */
  readonly access: { readonly keys: string; readonly digests: string; readonly all: string; readonly last: string };
  accessOf(tenant: string): string;
  readonly tenants: string;
  readonly tenantIds: string;
  /** What is known of hashes, and until when, in one of sixteen slots by the hash's first digit. */
  results(hash: string): readonly [known: string, until: string];
  /** Reports: records, members of the lists by id, and lists by the end of their batches. */
  readonly history: { readonly reports: string; readonly members: string; readonly all: string; readonly last: string };
  /** With `''`, with what the lists of all tenants begin. */
  historyOf(tenant: string): string;
  /** An upload, and its parts. */
  upload(id: string): readonly [record: string, parts: string];
  /** Uploads by when they are due to be purged. */
  readonly dueUploads: string;
  /** An action on many batches, and its targets. */
  bulkAction(id: string): readonly [record: string, targets: string];
  /** Such actions by when they are due, and by when they ended. */
  readonly bulkActions: { readonly due: string; readonly ended: string; readonly last: string };
  /** Those of a tenant, by the number of their creation. */
  bulkActionsOf(tenant: string): string;
  /** Batches that may keep reports which are not in the history yet. Hints. */
  readonly keptReports: string;
}

export function createKeys(prefix: string): Keys {
  const key = (tag: string, name: string): string => `${prefix}{${tag}}${name}`;
  return {
    batch: (id) => key(`b:${inBraces(id)}`, ''),
    dueHints: key('hints', ':due'),
    liveHints: key('hints', ':live'),
    laneTenants: key('hints', ':tenants'),
    lanesOf: (tenant) => key('hints', `:lanes:${tenant}`),
    tenantBatches: (tenant) => key(`t:${inBraces(tenant)}`, ':batches'),
    lastBatchNumber: (tenant) => key(`t:${inBraces(tenant)}`, ':last'),
    allBatches: key('batches', ''),
    lastBatchNumberOfAll: key('batches', ':last'),
    allBatchesWhole: key('batches', ':whole'),
    everyTenantBatches: `${prefix.replace(/[\\*?[\]]/g, '\\$&')}{t:*}:batches`,
    file: (id) => key(`f:${inBraces(id)}`, ''),
    fileReaders: (id) => key(`f:${inBraces(id)}`, ':readers'),
    tenantFiles: (tenant) => key(`t:${inBraces(tenant)}`, ':files'),
    goneFiles: key('gone', ''),
    workers: key('workers', ''),
    workerDeaths: key('workers', ':deaths'),
    ticks: key('fleet', ':ticks'),
    standings: key('fleet', ':standings'),
    charges: (pool) => key(`c:${inBraces(pool)}`, ''),
    storageId: key('storage', ''),
    access: {
      keys: key('access', ':keys'),
      digests: key('access', ':digests'),
      all: key('access', ':all'),
      last: key('access', ':last'),
    },
    accessOf: (tenant) => key('access', `:of:${tenant}`),
    tenants: key('tenants', ''),
    tenantIds: key('tenants', ':ids'),
    results: (hash) => [key(`r:${hash.charAt(0)}`, ':known'), key(`r:${hash.charAt(0)}`, ':until')],
    history: {
      reports: key('history', ':reports'),
      members: key('history', ':members'),
      all: key('history', ':all'),
      last: key('history', ':last'),
    },
    historyOf: (tenant) => key('history', `:of:${tenant}`),
    upload: (id) => [key('uploads', `:of:${id}`), key('uploads', `:parts:${id}`)],
    dueUploads: key('uploads', ':due'),
    bulkAction: (id) => [key('bulk', `:of:${id}`), key('bulk', `:targets:${id}`)],
    bulkActions: { due: key('bulk', ':due'), ended: key('bulk', ':ended'), last: key('bulk', ':last') },
    bulkActionsOf: (tenant) => key('bulk', `:tenant:${tenant}`),
    keptReports: key('kept', ''),
  };
}

/** A closing brace in a name would end the tag early. */
function inBraces(name: string): string {
  return name.replace(/[%}]/g, (sign) => (sign === '%' ? '%25' : '%7D'));
}
