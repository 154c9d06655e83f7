-- Takes the tick of a model when it is due.
-- KEYS 1 ticks. ARGV 1 now, 2 model, 3 leaseMs. Returns {} or {fence, now, memory or '', decision that may not have reached all its batches or ''}.
-- uses: clock
local now, tick = clock(ARGV[1]), { 0, 0, '', '' }
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then tick = cmsgpack.unpack(known) end
if now < tick[2] then return {} end
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ tick[1] + 1, now + tonumber(ARGV[3]), tick[3], tick[4] }))
return { tick[1] + 1, now, tick[3], tick[4] }
