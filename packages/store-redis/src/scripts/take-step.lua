-- Takes the step of the batch if it is due: raises its fence, moves the due time on by the lease.
-- KEYS 1 the batch. ARGV 1 now, 2 leaseMs.
-- Returns {state, due or '', now, held shards, whether it is live, fence, lapses, since when it was due, record}; the last four
-- of a `taken` step alone. Other states: `waiting` (due later, or live), `ended` (never due again), `absent`.
-- uses: clock, batch
local now = clock(ARGV[1])
local batch = redis.call('HMGET', B, 'phase', 'dueAt', 'held', 'woken')
if not batch[1] then return { 'absent', '', now, 0, 0 } end
local due, hands = batch[2], redis.call('ZCARD', B .. ':held')
if not due or tonumber(due) > now then
  return { (due or isLivePhase(batch[1])) and 'waiting' or 'ended', due or '', now, hands, isLivePhase(batch[1]) and 1 or 0 }
end
if batch[3] == '1' and batch[4] ~= '1' then redis.call('HINCRBY', B, 'lapses', 1) end
local fence, next = redis.call('HINCRBY', B, 'fence', 1), now + tonumber(ARGV[2])
redis.call('HSET', B, 'held', 1, 'woken', 0, 'dueAt', next)
return {
  'taken', string.format('%d', next), now, hands, isLivePhase(batch[1]) and 1 or 0, fence,
  tonumber(redis.call('HGET', B, 'lapses')), due, redis.call('HGETALL', B),
}
