-- What was answered, and who is about to run what, by scope and by the SHA-256 of the request.
create table results (
  scope text collate "C" not null,
  hash bytea not null,
  -- Who runs it. Null where there is an answer, and where each runs on its own.
  owner text collate "C",
  held_since bigint not null,
  -- The answer: whose it is, and where its line lies.
  request_id text,
  tenant text,
  segment text,
  segment_offset bigint,
  bytes int,
  tokens_in int,
  tokens_out int,
  cached_tokens int,
  reasoning_tokens int,
  expires_at bigint not null,
  primary key (scope, hash)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index results_expiring on results (expires_at);

-- How many of what succeeded was copied from the answers of other requests: as with the counts, what open shards have copied
-- stands in their own rows. Defaults, so that the settlements of workers one version older are taken.
alter table settlements add column deduplicated int not null default 0;
alter table shards add column deduplicated int not null default 0;
alter table batches add column deduplicated bigint not null default 0;
