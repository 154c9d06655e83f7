-- Forgets reports of batches that ended so long ago, the oldest first.
-- KEYS 1 reports, 2 members by id, 3 list of all, 4 with what the lists of tenants begin. ARGV 1 now, 2 olderThanMs, 3 reports at the most.
-- Returns how many went.
-- uses: clock
local until_ = clock(ARGV[1]) - tonumber(ARGV[2])
local gone = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', until_, 'LIMIT', 0, ARGV[3])
for _, member in ipairs(gone) do
  local id = string.sub(member, 18)
  local tenant = cjson.decode(redis.call('HGET', KEYS[1], id)).tenant
  redis.call('ZREM', KEYS[3], member)
  redis.call('ZREM', KEYS[4] .. tenant, member)
  redis.call('HDEL', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
return #gone
