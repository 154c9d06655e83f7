-- Moves a hint, or forgets it, unless another came meanwhile.
-- KEYS 1 hints. ARGV 1 member, 2 score that was seen, 3 score or ''. Returns 1, or 0 when it stands otherwise.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
