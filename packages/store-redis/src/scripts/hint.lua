-- Hints that something is to be looked at now.
-- KEYS 1 hints. ARGV 1 now, 2 member. Returns 1.
-- uses: clock, hint
local now = clock(ARGV[1])
setHint(KEYS[1], ARGV[2], now, now)
return 1
