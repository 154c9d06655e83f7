-- Columns have the names of the fields that they hold, so that rows need no mapping. Instants are milliseconds since
-- the epoch; they are real numbers because durations may be fractions. What is only ever read as a whole is JSON.
-- Each row that waits has one due time and one fence.

create table if not exists files (
  number integer primary key,
  id text not null unique,
  tenant text not null,
  purpose text not null,
  filename text not null,
  bytes integer not null,
  sha256 text,
  blob text not null,
  createdAt real not null,
  expiresAt real,
  goneAt real -- when it becomes, or became, invisible
) strict;
create index if not exists filesOfTenant on files (tenant, createdAt, id);
create index if not exists goneFiles on files (goneAt) where goneAt is not null;

create table if not exists batches (
  number integer primary key, -- the order of creation
  id text not null unique,
  tenant text not null,
  user text,
  phase text not null,
  revision integer not null,
  inputFileId text not null,
  endpoint text not null,
  window text not null,
  metadata text,
  priority real not null,
  fingerprint text not null,
  settings text not null,
  permissions text not null,
  plan text,
  usage text,
  outputFileId text,
  errorFileId text,
  problems text not null,
  requeue text,
  createdAt real not null,
  deadlineAt real not null,
  inProgressAt real,
  finalizingAt real,
  endedAt real,
  cancelRequestedAt real,
  purgedAt real,
  deduplicated integer not null,
  total integer not null,
  open integer not null,
  succeeded integer not null,
  failed integer not null,
  deadLettered integer not null,
  expired integer not null,
  cancelled integer not null,
  dueAt real,
  fence integer not null,
  held integer not null,
  woken integer not null,
  lapses integer not null,
  lastNumber integer not null, -- the last number given to a shard or a settlement
  lastEvent integer not null
) strict;
create index if not exists batchesOfTenant on batches (tenant, number);
create index if not exists batchesByDeadline on batches (deadlineAt, number);
create index if not exists liveBatches on batches (tenant) where endedAt is null;
create index if not exists liveInputs on batches (inputFileId) where endedAt is null;
create index if not exists batchesInProgress on batches (deadlineAt)
  where phase = 'in_progress' and cancelRequestedAt is null;
create index if not exists dueBatches on batches (dueAt) where dueAt is not null;

create table if not exists events (
  batchId text not null,
  ordinal integer not null,
  at real not null,
  kind text not null,
  text text not null,
  primary key (batchId, ordinal)
) strict, without rowid;

create table if not exists extents (
  batchId text not null,
  firstSeq integer not null,
  requests integer not null,
  "offset" integer not null,
  bytes integer not null,
  primary key (batchId, firstSeq)
) strict, without rowid;

create table if not exists shards (
  batchId text not null,
  id integer not null,
  firstSeq integer not null,
  model text not null,
  tokensPerRequest real not null,
  seqs text not null, -- the requests that have not ended
  open integer not null, -- how many they are
  dueAt real, -- null while it was never handed out
  fence integer not null,
  held integer not null,
  pool text,
  workerId text,
  attempts integer not null,
  lapses integer not null,
  narrowedTo integer, -- the most that one claim may take
  recalled integer not null,
  primary key (batchId, id)
) strict, without rowid;
create index if not exists openShards on shards (batchId, model, dueAt, firstSeq, id) where open > 0;
create index if not exists openExtents on shards (batchId, firstSeq) where open > 0;
create index if not exists shardsByExtent on shards (batchId, firstSeq, id);
create index if not exists heldShards on shards (workerId) where held = 1;

create table if not exists settlements (
  batchId text not null,
  firstSeq integer not null,
  ordinal integer not null,
  seqs text not null,
  model text not null,
  settledAt real not null,
  "as" text,
  lines text,
  pool text,
  workerId text,
  engine text,
  primary key (batchId, firstSeq, ordinal)
) strict, without rowid;

create table if not exists permissions (
  batchId text not null,
  model text not null,
  pool text not null,
  permission text not null,
  primary key (batchId, model, pool)
) strict, without rowid;

create table if not exists charges (
  pool text not null,
  tenant text not null,
  service real not null,
  primary key (pool, tenant)
) strict, without rowid;

create table if not exists ticks (
  model text primary key,
  fence integer not null,
  dueAt real not null,
  memory text not null
) strict, without rowid;

create table if not exists standings (
  pool text not null,
  model text not null,
  desiredReplicas integer not null,
  decidedAt real not null,
  observed text,
  primary key (pool, model)
) strict, without rowid;

create table if not exists workers (
  id text primary key,
  beat text not null,
  startedAt real not null,
  beatAt real not null,
  livesUntil real not null
) strict, without rowid;

create table if not exists accessKeys (
  number integer primary key,
  id text not null unique,
  digest text not null unique,
  tenant text not null,
  record text not null,
  expiresAt real,
  revoked integer not null
) strict;

create table if not exists tenants (
  id text primary key,
  limits text not null,
  createdAt real not null
) strict, without rowid;

create table if not exists reports (
  number integer primary key,
  id text not null unique,
  tenant text not null,
  batchId text not null,
  endedAt real not null,
  record text not null
) strict;
create index if not exists reportsByEnd on reports (endedAt, number);

create table if not exists results (
  scope text not null,
  hash text not null,
  owner text,
  heldSince real not null,
  place text,
  expiresAt real not null,
  primary key (scope, hash)
) strict, without rowid;
create index if not exists lapsedResults on results (expiresAt);

create table if not exists uploads (
  number integer primary key,
  id text not null unique,
  tenant text not null,
  record text not null,
  expiresAt real not null,
  closing text, -- how it was closed
  purged integer not null,
  dueAt real not null -- to be purged
) strict;
create index if not exists dueUploads on uploads (dueAt);

create table if not exists uploadParts (
  uploadId text not null,
  id text not null,
  bytes integer not null,
  createdAt real not null,
  primary key (uploadId, id)
) strict, without rowid;

create table if not exists bulkActions (
  number integer primary key,
  id text not null unique,
  tenant text not null,
  record text not null,
  dueAt real, -- or the lease of its holder ends; null once it has ended
  fence integer not null,
  held integer not null,
  lapses integer not null,
  endedAt real
) strict;
create index if not exists dueBulkActions on bulkActions (dueAt);
create index if not exists bulkActionsOfTenant on bulkActions (tenant, number);
create index if not exists endedBulkActions on bulkActions (endedAt);

-- The batches that an action concerns; none once it has ended.
create table if not exists bulkTargets (
  actionId text not null,
  place integer not null,
  batchId text not null,
  revision integer not null,
  weight integer not null,
  primary key (actionId, place)
) strict, without rowid;

create table if not exists storageIdentity (
  one integer primary key check (one = 1),
  id text not null
) strict;
