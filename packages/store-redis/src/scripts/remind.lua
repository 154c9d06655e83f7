-- Makes the hints about a live batch anew where they were lost.
-- KEYS 1 due hints, 2 live hints. ARGV 1 now, 2 batch. Returns 1, or 0 when the second stood.
-- uses: clock
local now = clock(ARGV[1])
redis.call('ZADD', KEYS[1], 'NX', now, ARGV[2])
return redis.call('ZADD', KEYS[2], 'NX', now, ARGV[2])
