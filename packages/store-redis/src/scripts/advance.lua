-- Ends the step: compare-and-set on the fence.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 phase, 4 dueInMs or '', 5 whether the requeue is done with, 6 report or '',
-- 7 events, 8… kind, text, …, then fields and values.
-- Returns {0} when the fence is not current, else {1, due or '', live, held shards, revision if a report was kept}.
-- uses: clock, batch
if not holdsStep(ARGV[2]) then return { 0 } end
local now, to, events = clock(ARGV[1]), ARGV[3], tonumber(ARGV[7])
local batch = redis.call('HMGET', B, 'phase', 'cancelRequestedAt', 'woken', 'open', 'revision', 'endedAt', 'deadlineAt')
local from, cancelled = batch[1], batch[2]
if cancelled and to ~= from and not isLivePhase(to) then to = 'cancelled' end
local arrives, ended = to ~= from, batch[6]
if arrives then
  local stamp = to == 'in_progress' and 'inProgressAt' or to == 'finalizing' and 'finalizingAt' or 'endedAt'
  redis.call('HSET', B, 'phase', to, stamp, now)
  if stamp == 'endedAt' then ended = now end
end
for index = 8 + 2 * events, #ARGV, 2 do redis.call('HSET', B, ARGV[index], ARGV[index + 1]) end
if ARGV[5] == '1' then redis.call('HDEL', B, 'requeue') end

local mustLook = not ended
  and (batch[3] == '1' or (to == 'in_progress' and (batch[4] == '0' or (arrives and cancelled))))
local due = mustLook and string.format('%d', now) or ''
if not mustLook and ARGV[4] ~= '' then due = string.format('%d', now + tonumber(ARGV[4])) end
if due == '' then redis.call('HDEL', B, 'dueAt') else redis.call('HSET', B, 'dueAt', due) end
endStep()
addEvents(8, events, now)
local reported = ''
if ARGV[6] ~= '' and arrives and ended then
  reported = batch[5]
  redis.call('HSET', B .. ':reports', reported, cjson.encode({ to, string.format('%d', ended), batch[7], ARGV[6] }))
end
return { 1, due, isLivePhase(to) and 1 or 0, redis.call('ZCARD', B .. ':held'), reported }
