-- Forgets that a batch may be live, unless it was announced in the last minute.
-- KEYS 1 live hints. ARGV 1 now, 2 batch. Returns 1, or 0 when it stays or was gone.
-- uses: clock
local announced = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or 0)
if announced > clock(ARGV[1]) - 60000 then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[2])
