-- Holds the step for another lease from now; a wake-up stays.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 leaseMs. Returns when it is due, or '' when the fence is not current.
-- uses: clock, batch
if not holdsStep(ARGV[2]) then return '' end
local due = string.format('%d', clock(ARGV[1]) + tonumber(ARGV[3]))
redis.call('HSET', B, 'dueAt', due)
return due
