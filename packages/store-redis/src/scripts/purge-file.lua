-- Forgets an invisible file.
-- KEYS 1 the file, 2 its readers. ARGV 1 now. Returns 1, or 0 when it is visible.
-- uses: clock
local file = redis.call('HMGET', KEYS[1], 'tenant', 'removedAt', 'expiresAt')
local now = clock(ARGV[1])
if file[1] and not (file[2] and tonumber(file[2]) <= now) and not (file[3] and tonumber(file[3]) <= now) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
return 1
