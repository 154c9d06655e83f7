-- What a worker has ended since its start, from which the throughput of a pool is told; null in the beats of workers one
-- version older.
alter table workers add column ended json;
