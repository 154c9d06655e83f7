-- 200 batches of 20 tenants with 200 shards of 100 requests each: 40 done, 10 held, 5 lapsed, 5 deferred, 140 fresh.
-- Shards are numbered in the order of batches and extents, from 1. Among them lie the records of 1,800 that have ended.
insert into batches (id, tenant, phase, input_file_id, endpoint, completion_window, priority, fingerprint, settings,
  permissions, created_at, deadline_at, in_progress_at, due_at, total, open, succeeded, dead_lettered)
select case past when 0 then 'batch-' else 'past-' || past || '-' end || batch, 'tenant-' || batch % 20,
  case past when 0 then 'in_progress' else 'completed' end, 'file-' || md5(batch::text), '/v1', '24h', 1, '', '{}', '{"spot": "all"}',
  1000000, 9000000, 1000000, case past when 0 then 5000000 + batch end, 20000, case past when 0 then 16000 else 0 end, 4000,
  case past when 5 then 3 else 0 end
from generate_series(1, 200) as batch, generate_series(0, 9) as past
order by batch, past;

insert into lanes (batch_id, model, tenant, priority, created_at, deadline_at, batch_ordinal, live, open, tokens, permissions)
select id, 'model', tenant, priority, created_at, deadline_at, ordinal, true, open, 1, permissions from batches
where phase = 'in_progress'
order by ordinal;

insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
  due_at, fence, held, worker_id, pool)
select l.batch_id, l.id, shard * 100, 100, 0, 1,
  case when shard < 40 then repeat('0', 100) else repeat('1', 100) end::varbit, case when shard < 40 then 0 else 100 end,
  1, case when shard < 40 then null when shard < 50 then 3000000 when shard < 55 then 1500000 when shard < 60 then 1600000
    else 0 end, 1, shard >= 40 and shard < 55, 'worker', 'spot'
from lanes l, generate_series(0, 199) as shard
order by l.id, shard;

insert into settlements (batch_id, first_seq, requests, offset_bytes, bytes, lane_id, settled_at, segment, segment_offset,
  base_seq, positions, outcomes, attempts, lengths, tokens_in, tokens_out, durations_ms)
select s.batch_id, s.first_seq, 100, 0, 1, s.lane_id, 1000000, 'segment', 0, s.first_seq, '{0}', '{0}', '{1}', '{1}', '{1}',
  '{1}', '{1}'
from shards s
where s.due_at is null;

-- Twenty thousand answers of twenty tenants, as many holds that live, and as many that lapsed.
insert into results (scope, hash, owner, held_since, segment, expires_at)
select 'tenant:' || number % 20, sha256(number::text::bytea), case when kind > 0 then 'owner' end, 1000000,
  case kind when 0 then 'segment' end, case kind when 2 then 1500000 else 9000000 end
from generate_series(0, 2) as kind, generate_series(kind * 200000, kind * 200000 + 19999) as number;

-- Twenty thousand reports, a thousand of each tenant.
insert into reports (id, batch_id, revision, tenant, endpoint, priority, phase, created_at, deadline_at, ended_at, work)
select 'old-' || number || '_r1', 'old-' || number, 1, 'tenant-' || number % 20, '/v1', 1, 'completed', 1, 1, 1000000 + number, '{}'
from generate_series(1, 20000) as number;

-- Twenty thousand bulk actions of twenty tenants; the last fifty have not ended, and one of them has as many targets.
insert into bulk_actions (id, tenant, action, filter, fingerprint, phase, targets, counts, problems, created_at, started_at,
  ended_at, due_at)
select 'bulk-' || number, 'tenant-' || number % 20, 'cancel', '{}', '', case when number > 19950 then 'running' else 'completed' end,
  0, '{}', '[]', 1000000, 1000000, case when number <= 19950 then 1000000 + number end, case when number > 19950 then 3000000 end
from generate_series(1, 20000) as number;

insert into bulk_targets (action_id, place, batch_id, revision, weight)
select 'bulk-20000', number, 'batch-' || number, 1, 1 from generate_series(0, 19999) as number;
