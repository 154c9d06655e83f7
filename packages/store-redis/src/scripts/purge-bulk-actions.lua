-- Forgets actions that ended so long ago, the oldest first.
-- KEYS 1 when actions ended, 2 with what the names of actions begin, 3 with what the lists of tenants begin. ARGV 1 now, 2 olderThanMs,
-- 3 actions at the most. Returns how many went.
-- uses: clock
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', clock(ARGV[1]) - tonumber(ARGV[2]), 'LIMIT', 0, ARGV[3])
for _, member in ipairs(gone) do
  local id = string.sub(member, 18)
  local key = KEYS[2] .. id
  redis.call('ZREM', KEYS[3] .. redis.call('HGET', key, 'tenant'), id)
  redis.call('DEL', key)
  redis.call('ZREM', KEYS[1], member)
end
return #gone
