-- A tick belongs to a model and decides for all pools at once.
create table model_ticks (
  model text collate "C" primary key,
  fence bigint not null,
  due_at bigint not null,
  -- What the last decision left for the next one.
  memory json
) with (fillfactor = 50);

-- Of fleet_ticks only the standing decisions are still in use. Each decision also puts off the due time that a coordinator
-- one version older looks at, so that it stays silent beside newer ones and takes over a minute after the last of them
-- is gone. What it decides until then does no harm: it only opens lanes, and a newer one closes them again.

-- Defaults, so that the beats of workers one version older are taken.
alter table workers
  add column throughput json not null default '{}',
  add column ready_ms bigint;
