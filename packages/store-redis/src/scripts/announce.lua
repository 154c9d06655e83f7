-- Hints that a batch wants to be looked at, and that it may be live.
-- KEYS 1 due hints, 2 live hints. ARGV 1 now, 2 batch, 3 when it is due or '' for now. Returns 1.
-- uses: clock, hint
local now = clock(ARGV[1])
setHint(KEYS[1], ARGV[2], ARGV[3] == '' and now or tonumber(ARGV[3]), now)
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1
