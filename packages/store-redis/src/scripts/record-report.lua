-- Records the report on a revision, once. Members of the lists are `number:id`, so that those of one moment stand in their order.
-- KEYS 1 reports, 2 members by id, 3 list of all, 4 list of the tenant, 5 last number. ARGV 1 id, 2 endedAt, 3 report.
-- Returns 1, or 0 when it was recorded before.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
local member = string.format('%016d:', redis.call('INCR', KEYS[5])) .. ARGV[1]
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], member)
redis.call('ZADD', KEYS[3], ARGV[2], member)
redis.call('ZADD', KEYS[4], ARGV[2], member)
return 1
