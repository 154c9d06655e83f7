-- Records an action with its targets, unless the id is known.
-- KEYS 1 the action, 2 its targets, 3 when actions are due, 4 those of the tenant, 5 last number. ARGV 1 now, 2 id, 3 tenant, 4 what was
-- asked as JSON, 5 progress as JSON, 6 how many targets, from 7 on the targets, some in each.
-- Returns the action as it stands.
-- uses: clock
if redis.call('EXISTS', KEYS[1]) == 0 then
  local now = clock(ARGV[1])
  local number = redis.call('INCR', KEYS[5])
  -- So that those of one moment stand in their order.
  local member = string.format('%016d:', number) .. ARGV[2]
  redis.call('HSET', KEYS[1], 'tenant', ARGV[3], 'asked', ARGV[4], 'progress', ARGV[5], 'targets', ARGV[6], 'cursor', 0,
    'phase', 'queued', 'createdAt', now, 'fence', 0, 'held', 0, 'lapses', 0, 'member', member)
  for index = 7, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[index]) end
  redis.call('ZADD', KEYS[3], now, member)
  redis.call('ZADD', KEYS[4], number, ARGV[2])
end
return redis.call('HGETALL', KEYS[1])
