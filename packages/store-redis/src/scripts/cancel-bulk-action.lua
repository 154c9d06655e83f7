-- Marks an action to be cancelled; one that nobody holds is due now.
-- KEYS 1 the action, 2 when actions are due. ARGV 1 now, 2 tenant. Returns the action, or {} when the tenant has no such action.
-- uses: clock
local action = redis.call('HMGET', KEYS[1], 'tenant', 'endedAt', 'cancelRequestedAt', 'held', 'member')
if action[1] ~= ARGV[2] then return {} end
if not action[2] and not action[3] then
  local now = clock(ARGV[1])
  redis.call('HSET', KEYS[1], 'cancelRequestedAt', now)
  if action[4] == '0' then redis.call('ZADD', KEYS[2], 'LT', now, action[5]) end
end
return redis.call('HGETALL', KEYS[1])
