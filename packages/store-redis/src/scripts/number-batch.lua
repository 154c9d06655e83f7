-- Gives a batch its place on a list, once.
-- KEYS 1 the list, 2 the last number. ARGV 1 batch. Returns 1, or 0 when it has its place.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
return redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[2]), ARGV[1])
