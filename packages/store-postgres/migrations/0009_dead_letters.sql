-- Batches with dead letters, for whoever looks for them. A flag, since the count itself in an index would make every fold
-- with a dead letter a non-HOT update. What is still unfolded stands in the shards of the few batches that run.
alter table batches add column has_dead_letters boolean generated always as (dead_lettered > 0) stored;
create index batches_dead_letters on batches (tenant, ordinal) where has_dead_letters and purged_at is null;
