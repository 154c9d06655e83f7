-- Actions on many batches.
create table bulk_actions (
  id text collate "C" primary key,
  ordinal bigint generated always as identity,
  tenant text collate "C" not null,
  action text not null,
  -- As it was asked for.
  filter json not null,
  completion_window text,
  fingerprint text not null,
  phase text not null default 'queued',
  -- How many there are, and how many of them were dealt with.
  targets int not null,
  cursor int not null default 0,
  counts json not null,
  problems json not null,
  created_at bigint not null,
  started_at bigint,
  cancel_requested_at bigint,
  ended_at bigint,
  -- When it is due, or the lease of its holder ends; null once it has ended.
  due_at bigint,
  fence bigint not null default 0,
  held boolean not null default false,
  lapses int not null default 0
);
create index bulk_actions_due on bulk_actions (due_at, ordinal) where due_at is not null;
create index bulk_actions_of_tenant on bulk_actions (tenant, ordinal);
create index bulk_actions_ended on bulk_actions (ended_at, ordinal) where ended_at is not null;

-- The batches that an action concerns, fixed when it was created; none once it has ended.
create table bulk_targets (
  action_id text collate "C" not null references bulk_actions on delete cascade,
  place int not null,
  batch_id text collate "C" not null,
  revision int not null,
  weight bigint not null,
  primary key (action_id, place)
);
