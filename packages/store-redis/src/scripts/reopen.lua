-- Starts the next revision of an ended batch.
-- KEYS 1 the batch. ARGV 1 now, 2 tenant, 3 selection, 4 window, 5 windowMs, 6 the only revision or ''.
-- Returns {`reopened`, record}, or {what stands in the way}.
-- uses: clock, batch
local batch = redis.call('HMGET', B, 'tenant', 'phase', 'inProgressAt', 'purgedAt', 'revision')
if batch[1] ~= ARGV[2] then return { 'absent' } end
if ARGV[6] ~= '' and batch[5] ~= ARGV[6] then return { 'changed' } end
if isLivePhase(batch[2]) then return { 'live' } end
if batch[2] == 'failed' or not batch[3] then return { 'failed' } end
if batch[4] then return { 'purged' } end
local now = clock(ARGV[1])
redis.call('HINCRBY', B, 'revision', 1)
redis.call('HDEL', B, 'finalizingAt', 'endedAt', 'cancelRequestedAt')
redis.call('HSET', B, 'phase', 'in_progress', 'window', ARGV[4], 'deadlineAt', string.format('%d', now + tonumber(ARGV[5])),
  'requeue', ARGV[3], 'dueAt', now)
endStep()
local ordinal = redis.call('HINCRBY', B, 'lastEvent', 1)
redis.call('RPUSH', B .. ':timeline', cjson.encode({ ordinal, string.format('%d', now), 'reopened', 'The batch was reopened.' }))
redis.call('LTRIM', B .. ':timeline', -200, -1)
return { 'reopened', redis.call('HGETALL', B) }
