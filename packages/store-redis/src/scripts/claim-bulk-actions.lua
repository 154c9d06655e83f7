-- Takes actions that are due, the longest due first.
-- KEYS 1 when actions are due, 2 with what the names of actions begin. ARGV 1 now, 2 leaseMs, 3 actions at the most.
-- Returns {id, the action}, ….
-- uses: clock
local now = clock(ARGV[1])
local ends = string.format('%d', now + tonumber(ARGV[2]))
local steps = {}
for index, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local id = string.sub(member, 18)
  local key = KEYS[2] .. id
  redis.call('HINCRBY', key, 'lapses', redis.call('HGET', key, 'held'))
  redis.call('HINCRBY', key, 'fence', 1)
  redis.call('HSET', key, 'held', 1, 'phase', 'running')
  redis.call('HSETNX', key, 'startedAt', now)
  redis.call('ZADD', KEYS[1], ends, member)
  steps[index] = { id, redis.call('HGETALL', key) }
end
return steps
