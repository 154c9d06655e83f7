-- What became of each revision of a batch. Kept when the batch's shards and files are gone; coordinators one version older
-- end their batches without.
create table reports (
  -- <batch>_r<revision>
  id text collate "C" primary key,
  ordinal bigint generated always as identity,
  batch_id text collate "C" not null,
  revision int not null,
  tenant text collate "C" not null,
  user_id text collate "C",
  endpoint text not null,
  priority int not null,
  phase text not null,
  created_at bigint not null,
  deadline_at bigint not null,
  ended_at bigint not null,
  -- Counts, distributions and what pools did, as the coordinator reckoned them.
  work json not null
);
create index reports_newest on reports (ended_at, ordinal);
create index reports_of_tenant on reports (tenant, ended_at, ordinal);
create index reports_of_batch on reports (batch_id, ended_at, ordinal);
