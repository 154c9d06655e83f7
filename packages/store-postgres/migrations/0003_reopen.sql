-- A batch that ended can be reopened, as long as its settlements are not being forgotten.
alter table batches
  add column user_id text collate "C",
  -- The requests that a reopening is about, until they are requeued.
  add column requeue json,
  -- From this moment settlements are being forgotten.
  add column purged_at bigint;

-- Shards go by extent, so a batch that ran and lacks its first one was purged before there was a mark.
update batches b set purged_at = (extract(epoch from clock_timestamp()) * 1000)::bigint
where b.in_progress_at is not null and b.phase in ('failed', 'completed', 'expired', 'cancelled')
  and not exists (select from shards s where s.batch_id = b.id and s.first_seq = 0);

-- The backlog. Nothing in it changes while a batch is worked, so folds stay HOT updates.
create index batches_live on batches (tenant, user_id) where phase in ('validating', 'in_progress', 'finalizing');

-- A default, so that the beats of workers one version older are taken.
alter table workers add column context_tokens json not null default '{}';
