-- Makes a visible file invisible, unless a batch other than those known to have ended was said to read it.
-- KEYS 1 the file, 2 its readers. ARGV 1 now, 2 tenant, 3… ended batch, when it was announced, ….
-- Returns `removed`, `absent`, or `changed`: look again.
-- uses: clock
local now = clock(ARGV[1])
local file = redis.call('HMGET', KEYS[1], 'tenant', 'removedAt', 'expiresAt')
if file[1] ~= ARGV[2] or file[2] or (file[3] and tonumber(file[3]) <= now) then return 'absent' end
local ended = {}
for index = 3, #ARGV, 2 do ended[ARGV[index]] = ARGV[index + 1] end
local readers = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for index = 1, #readers, 2 do
  if ended[readers[index]] ~= readers[index + 1] then return 'changed' end
end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'removedAt', now)
return 'removed'
