-- Hints that a batch wants to be looked at, and that it may be live. A hint is never moved to a later time.
-- KEYS 1 due hints, 2 live hints. ARGV 1 now, 2 batch, 3 when it is due or '' for now.
-- uses: clock
local now = clock(ARGV[1])
redis.call('ZADD', KEYS[1], 'LT', ARGV[3] == '' and now or ARGV[3], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1
