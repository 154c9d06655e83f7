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
  -- What an entry of an index has no room for is null here, and looked up where it came from.
  add column words text collate "C" generated always as (
    case when octet_length(words_of(metadata)) <= 1000 then words_of(metadata) end) stored,
  add column models text collate "C" generated always as (
    case when octet_length(models_of(plan)) <= 400 then models_of(plan) end) stored;

-- A page merges those of each status. Whatever a filter asks is in the index: of a hundred thousand batches, most of which it
-- passes over, reading their records would take some ten times as long.
create index batches_listed on batches (tenant, status, ordinal) include (
  id, created_at, deadline_at, priority, user_id, endpoint, input_file_id, keeps_dead_letters, models, words);
-- The condition holds for every batch. Only who asks for all of them says it, so that a plan that is made while the table is empty
-- does not look for the batches of one tenant here.
create index all_batches_listed on batches (status, ordinal) include (
  tenant, id, created_at, deadline_at, priority, user_id, endpoint, input_file_id, keeps_dead_letters, models, words)
  where tenant >= '';
create index batches_of_input on batches (input_file_id);
drop index batches_of_tenant;
