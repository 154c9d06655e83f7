-- Holds the step for another lease from now; a wake-up stays.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 leaseMs. Returns 1, or 0 when the fence is not current.
-- uses: clock, batch
if not holdsStep(ARGV[2]) then return 0 end
redis.call('HSET', B, 'dueAt', string.format('%d', clock(ARGV[1]) + tonumber(ARGV[3])))
return 1
