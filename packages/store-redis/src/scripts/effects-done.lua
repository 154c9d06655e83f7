-- Forgets the effects of a decision that reached all its batches.
-- KEYS 1 ticks. ARGV 1 model, 2 effects. Returns 1, or 0 when others stand there.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local tick = known and cmsgpack.unpack(known)
if not tick or tick[4] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack({ tick[1], tick[2], tick[3], '' }))
return 1
