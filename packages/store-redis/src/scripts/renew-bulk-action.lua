-- Holds an action for another lease.
-- KEYS 1 the action, 2 when actions are due. ARGV 1 now, 2 fence, 3 leaseMs. Returns 1, or 0 when the fence is not current.
-- uses: clock
local action = redis.call('HMGET', KEYS[1], 'fence', 'member')
if action[1] ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[2], string.format('%d', clock(ARGV[1]) + tonumber(ARGV[3])), action[2])
return 1
