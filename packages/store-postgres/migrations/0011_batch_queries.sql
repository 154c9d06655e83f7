-- Batches by what people look for. Adding the columns writes the table anew: some seconds for a hundred thousand batches.

-- JSON as it came may hold characters that text cannot: they become others, of the private use area.
create function legible(document json) returns json language sql immutable strict parallel safe
  return replace(replace(replace(document::text, '\\', '\u005c'), '\u0000', '\ue000'), '\ud', '\ue')::json;

-- The pairs of metadata: U+E001, the name, U+E002, the value, …, U+E001.
create function words_of(metadata json) returns text language sql immutable parallel safe
  return coalesce((
    select string_agg(U&'\E001' || pair.key || U&'\E002' || pair.value, '') || U&'\E001'
    from json_each_text(legible(metadata)) as pair
  ), '');

-- The models of a plan, each between two U+E001.
create function models_of(plan json) returns text language sql immutable parallel safe
  return coalesce((
    select U&'\E001' || string_agg(model, U&'\E001') || U&'\E001'
    from json_array_elements_text(legible(plan) -> 'models') as model
  ), '');

alter table batches
  add column status text collate "C" generated always as (
    case when ended_at is null and cancel_requested_at is not null then 'cancelling' else phase end) stored,
  add column keeps_dead_letters boolean generated always as (
    dead_lettered > 0 and in_progress_at is not null and purged_at is null) stored,
  add column words text collate "C" generated always as (words_of(metadata)) stored,
  add column models text collate "C" generated always as (models_of(plan)) stored;

-- A page merges those of each status. Every step of a batch writes an entry of each index, so they hold what filters ask most
-- and is short; words and models are looked up in the records.
create index batches_listed on batches (tenant, status, ordinal) include (
  id, created_at, deadline_at, priority, user_id, endpoint, keeps_dead_letters);
create index batches_by_deadline on batches (tenant, status, deadline_at, ordinal);
-- The condition holds for every batch. Only who asks for all of them says it, so that a plan that is made while the table is empty
-- does not look for the batches of one tenant here.
create index all_batches_listed on batches (status, ordinal) include (
  tenant, id, created_at, deadline_at, priority, user_id, endpoint, keeps_dead_letters)
  where tenant >= '';
create index all_batches_by_deadline on batches (status, deadline_at, ordinal) where tenant >= '';
create index batches_of_input on batches (input_file_id);
drop index batches_of_tenant;
