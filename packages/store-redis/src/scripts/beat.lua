-- Records the beat of a worker; the first of an id sets when it started.
-- KEYS 1 workers. ARGV 1 now, 2 id, 3 livesMs, 4 beat.
-- uses: clock
local now, started = clock(ARGV[1]), nil
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then started = cmsgpack.unpack(known)[1] end
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ started or now, now, tonumber(ARGV[3]), ARGV[4] }))
return 1
