-- Records the progress of an action, and holds it on, hands it back or ends it.
-- KEYS 1 the action, 2 its targets, 3 when actions are due, 4 when they ended. ARGV 1 now, 2 fence, 3 cursor, 4 progress as JSON,
-- 5 `held`, `due` or `over`, 6 for how long or in how long in ms. Returns the action, or {} when the fence is not current.
-- uses: clock
local action = redis.call('HMGET', KEYS[1], 'fence', 'cancelRequestedAt', 'member')
if action[1] ~= ARGV[2] then return {} end
local now, cancelled, member = clock(ARGV[1]), action[2], action[3]
redis.call('HSET', KEYS[1], 'cursor', ARGV[3], 'progress', ARGV[4], 'lapses', 0, 'held', ARGV[5] == 'held' and 1 or 0)
if ARGV[5] ~= 'held' then redis.call('HINCRBY', KEYS[1], 'fence', 1) end
if ARGV[5] == 'over' then
  redis.call('HSET', KEYS[1], 'phase', cancelled and 'cancelled' or 'completed', 'endedAt', now)
  redis.call('ZREM', KEYS[3], member)
  redis.call('ZADD', KEYS[4], now, member)
  redis.call('UNLINK', KEYS[2])
else
  local due = ARGV[5] == 'due' and cancelled and now or now + tonumber(ARGV[6])
  redis.call('ZADD', KEYS[3], string.format('%d', due), member)
end
return redis.call('HGETALL', KEYS[1])
