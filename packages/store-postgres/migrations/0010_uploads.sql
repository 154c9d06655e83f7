-- Files whose bytes nobody read in their order: joined by the storage, or put there by the client.
alter table files alter column sha256 drop not null;

-- Files that come in parts.
create table uploads (
  id text collate "C" primary key,
  tenant text collate "C" not null,
  filename text not null,
  purpose text not null,
  bytes bigint not null,
  -- Of the file; null for ever.
  file_life_ms bigint,
  direct boolean not null,
  -- `completed` or `cancelled`; null while it is pending, and when it has expired.
  closed_as text,
  part_ids text[],
  purged boolean not null default false,
  created_at bigint not null,
  expires_at bigint not null,
  -- When it is to be purged.
  due_at bigint not null
);
create index uploads_due on uploads (due_at, id);

create table upload_parts (
  upload_id text collate "C" not null references uploads on delete cascade,
  id text collate "C" not null,
  bytes bigint not null,
  created_at bigint not null,
  primary key (upload_id, id)
);
