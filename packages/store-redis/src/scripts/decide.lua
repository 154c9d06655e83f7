-- Records a decision under the fence of its tick and ends the tick; what it means for batches is kept until it reached them.
-- KEYS 1 ticks, 2 standings. ARGV 1 now, 2 model, 3 fence, 4 nextInMs, 5 memory, 6 effects on batches or '',
-- 7… field, pool, replicas, observation, ….
-- Returns {0} when the fence is not current, else {1, fence of the ended tick}.
-- uses: clock
local known = redis.call('HGET', KEYS[1], ARGV[2])
if not known or cmsgpack.unpack(known)[1] ~= tonumber(ARGV[3]) then return { 0 } end
local now = clock(ARGV[1])
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ tonumber(ARGV[3]) + 1, now + tonumber(ARGV[4]), ARGV[5], ARGV[6] }))
for index = 7, #ARGV, 4 do
  redis.call('HSET', KEYS[2], ARGV[index], cmsgpack.pack({ ARGV[index + 1], ARGV[2], ARGV[index + 2], now, ARGV[index + 3] }))
end
return { 1 }
