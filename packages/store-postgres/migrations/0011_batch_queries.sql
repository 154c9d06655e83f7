-- Batches by what people look for. Adding the columns writes the table anew: a second or two for a hundred thousand batches.

-- JSON as it came may hold characters that text cannot: they become others, of the private use area.
create function legible(document json) returns json language sql immutable strict parallel safe
  return replace(replace(replace(document::text, '\\', '\u005c'), '\u0000', '\ue000'), '\ud', '\ue')::json;

-- The pairs of the metadata: U+E001, the name, U+E002, the value, …, U+E001.
create function words_of(metadata json) returns text language sql immutable strict parallel safe
  return (
    select string_agg(U&'\E001' || pair.key || U&'\E002' || pair.value, '') || U&'\E001'
    from json_each_text(legible(metadata)) as pair
  );

-- The models of the plan, each between two U+E001.
create function models_of(plan json) returns text language sql immutable strict parallel safe
  return (
    select U&'\E001' || string_agg(model, U&'\E001') || U&'\E001'
    from json_array_elements_text(legible(plan) -> 'models') as model
  );

alter table batches
  add column words text collate "C" generated always as (words_of(metadata)) stored,
  add column models text collate "C" generated always as (models_of(plan)) stored;

-- A page merges those of each phase, so that any choice of statuses reads little more than it shows.
create index batches_by_phase on batches (tenant, phase, ordinal);
create index batches_by_deadline on batches (tenant, phase, deadline_at, ordinal);
create index all_batches_by_phase on batches (phase, ordinal);
create index all_batches_by_deadline on batches (phase, deadline_at, ordinal);
create index batches_of_input on batches (input_file_id);
