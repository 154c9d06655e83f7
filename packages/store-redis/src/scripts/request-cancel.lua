-- Marks a live batch to be cancelled and makes it due now.
-- KEYS 1 the batch. ARGV 1 now, 2 tenant, 3 the only revision or ''. Returns {whether it was marked now, record}, or {} when the tenant has no such batch.
-- uses: clock, batch
local batch = redis.call('HMGET', B, 'tenant', 'phase', 'cancelRequestedAt', 'revision')
if batch[1] ~= ARGV[2] then return {} end
local marks = isLivePhase(batch[2]) and not batch[3] and (ARGV[3] == '' or batch[4] == ARGV[3])
if marks then
  local now = clock(ARGV[1])
  redis.call('HSET', B, 'cancelRequestedAt', now)
  wake(now)
  local ordinal = redis.call('HINCRBY', B, 'lastEvent', 1)
  redis.call('RPUSH', B .. ':timeline', cjson.encode({ ordinal, string.format('%d', now), 'cancel_requested', 'Cancellation was requested.' }))
  redis.call('LTRIM', B .. ':timeline', -200, -1)
end
return { marks and 1 or 0, redis.call('HGETALL', B) }
