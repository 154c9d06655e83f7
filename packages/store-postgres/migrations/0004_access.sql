-- Keys of the API. Only digests of their secrets are kept.
create table access_keys (
  id text collate "C" primary key,
  ordinal bigint generated always as identity,
  digest text collate "C" not null unique,
  tenant text collate "C" not null,
  user_id text collate "C",
  name text not null,
  scopes text[] not null,
  hint text not null,
  created_at bigint not null,
  expires_at bigint,
  -- The row stays, so that neither the id nor the secret of a revoked key ever comes back.
  revoked_at bigint
);
create index access_keys_newest on access_keys (ordinal) where revoked_at is null;

-- Tenants whose bounds differ from the server's.
create table tenants (
  id text collate "C" primary key,
  limits json not null,
  created_at bigint not null
);
