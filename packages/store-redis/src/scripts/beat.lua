-- Records the beat of a worker; the first of an id sets when it started. Forgets a few of those that died a day ago.
-- KEYS 1 workers, 2 when they die. ARGV 1 now, 2 id, 3 livesMs, 4 beat. Returns 1.
-- uses: clock
local now, started = clock(ARGV[1]), nil
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then started = cmsgpack.unpack(known)[1] end
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ started or now, now, tonumber(ARGV[3]), ARGV[4] }))
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[2])
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - 86400000, 'LIMIT', 0, 10)) do
  redis.call('HDEL', KEYS[1], dead)
  redis.call('ZREM', KEYS[2], dead)
end
return 1
