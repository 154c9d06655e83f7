-- Names are unqualified: the migrator sets the search path to the schema of the installation.
-- Instants are milliseconds since the epoch by the server's clock. Text that is compared is in collation "C", so order
-- is the order of the bytes on every machine.

create table meta (
  name text collate "C" primary key,
  value text not null
);

create table files (
  id text collate "C" primary key,
  tenant text collate "C" not null,
  purpose text collate "C" not null,
  filename text not null,
  bytes bigint not null,
  sha256 text not null,
  blob text not null,
  created_at bigint not null,
  expires_at bigint,
  -- From this moment the file is invisible: the earlier of expiry and removal.
  gone_at bigint
);
create index files_of_tenant on files (tenant, created_at, id);
create index files_gone on files (gone_at, id) where gone_at is not null;

create table batches (
  id text collate "C" primary key,
  tenant text collate "C" not null,
  ordinal bigint generated always as identity,
  phase text not null default 'validating',
  revision int not null default 1,
  input_file_id text collate "C" not null,
  endpoint text not null,
  completion_window text not null,
  metadata json,
  priority int not null,
  fingerprint text not null,
  settings json not null,
  -- Permission of each pool on lanes that planning makes.
  permissions jsonb not null,
  plan json,
  usage json,
  output_file_id text,
  error_file_id text,
  problems json not null default '[]',
  created_at bigint not null,
  deadline_at bigint not null,
  in_progress_at bigint,
  finalizing_at bigint,
  ended_at bigint,
  cancel_requested_at bigint,
  -- The step: when it is due, under which fence it is held, whether something woke it since it was taken.
  due_at bigint,
  fence bigint not null default 0,
  held boolean not null default false,
  woken boolean not null default false,
  lapses int not null default 0,
  -- Counts of folded shards; what open shards have ended since stands in their own rows.
  total bigint not null default 0,
  open bigint not null default 0,
  succeeded bigint not null default 0,
  failed bigint not null default 0,
  dead_lettered bigint not null default 0,
  expired bigint not null default 0,
  cancelled bigint not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500);
create index batches_of_tenant on batches (tenant, ordinal);
create index batches_due on batches (due_at, ordinal) where due_at is not null;
create index batches_reading on batches (input_file_id) where phase in ('validating', 'in_progress', 'finalizing');

create table events (
  batch_id text collate "C" not null,
  ordinal bigint generated always as identity,
  at bigint not null,
  kind text not null,
  text text not null,
  primary key (batch_id, ordinal)
);

create table lanes (
  id bigint generated always as identity primary key,
  batch_id text collate "C" not null,
  model text collate "C" not null,
  tenant text collate "C" not null,
  priority int not null,
  deadline_at bigint not null,
  created_at bigint not null,
  batch_ordinal bigint not null,
  -- Hands out work: the batch is in progress without a cancel mark, and something is open.
  live boolean not null default false,
  open bigint not null,
  tokens double precision not null,
  permissions jsonb not null,
  unique (batch_id, model)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500);
-- A flag and not `open > 0`: a column in the predicate would make every fold a non-HOT update.
create index lanes_live on lanes (tenant, priority desc, deadline_at, batch_ordinal) where live;

create table shards (
  id bigint generated always as identity primary key,
  batch_id text collate "C" not null,
  lane_id bigint not null,
  -- The extent.
  first_seq int not null,
  requests int not null,
  offset_bytes bigint not null,
  bytes bigint not null,
  -- One bit for each request of the extent.
  open varbit not null,
  open_count int not null,
  -- Such a row may be suspect: held when its lease ends, or lapsed before. Generated, since it seldom changes where the
  -- count does at every settlement, and a changing column of an index makes an update non-HOT.
  single boolean generated always as (open_count = 1) stored,
  -- Estimated, on average.
  tokens_per_request double precision not null,
  attempts int not null default 0,
  -- Null when nothing is open, 0 when never handed out, else when it may be handed out (again).
  due_at bigint,
  fence bigint not null default 0,
  held boolean not null default false,
  recalled boolean not null default false,
  lapses int not null default 0,
  -- The most that one claim may take; null for no bound.
  claim_limit int,
  pool text,
  worker_id text,
  -- Ended since the row was made, not yet folded into batch and lane.
  succeeded int not null default 0,
  failed int not null default 0,
  dead_lettered int not null default 0,
  expired int not null default 0,
  cancelled int not null default 0
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);
create index shards_due on shards (lane_id, due_at, first_seq, id) where due_at is not null;
create index shards_single on shards (lane_id, due_at) where single and due_at > 0;
-- The order in which whoever needs several shards locks them.
create index shards_of_batch on shards (batch_id, first_seq, id);
create index shards_held on shards (worker_id) where held;

create table settlements (
  batch_id text collate "C" not null,
  -- The extent.
  first_seq int not null,
  ordinal bigint generated always as identity,
  version smallint not null default 1,
  requests int not null,
  offset_bytes bigint not null,
  bytes bigint not null,
  lane_id bigint not null,
  settled_at bigint not null,
  -- For settlements without lines: 'expired', 'cancelled' or 'requeued'.
  mark text,
  pool text,
  worker_id text,
  engine text,
  segment text,
  segment_offset bigint,
  -- Positions count from this seq, as unsigned 16-bit numbers in signed ones.
  base_seq int not null,
  positions smallint[] not null,
  -- Codes of outcomes: 0 succeeded, 1 failed, 2 dead-lettered, 3 expired, 4 cancelled.
  outcomes smallint[],
  attempts smallint[],
  lengths int[],
  tokens_in int[],
  tokens_out int[],
  durations_ms int[],
  primary key (batch_id, first_seq, ordinal)
) with (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);

create table workers (
  id text collate "C" primary key,
  pool text not null,
  models json not null,
  capacity int not null,
  in_flight int not null,
  version text not null,
  engines json not null,
  lives_ms bigint not null,
  started_at bigint not null,
  beat_at bigint not null
) with (fillfactor = 50);

create table fleet_ticks (
  pool text collate "C" not null,
  model text collate "C" not null,
  fence bigint not null default 1,
  due_at bigint not null,
  desired_replicas int,
  decided_at bigint,
  primary key (pool, model)
) with (fillfactor = 50);

create table charges (
  tenant text collate "C" not null,
  pool text collate "C" not null,
  service double precision not null,
  primary key (pool, tenant)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
