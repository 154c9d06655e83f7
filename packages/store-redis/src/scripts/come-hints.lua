-- The hints that have come, the oldest first, from the one at an offset. Changes nothing.
-- KEYS 1 hints. ARGV 1 now, 2 offset, 3 hints at the most. Returns member, score, ….
-- uses: clock
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', clock(ARGV[1]), 'WITHSCORES', 'LIMIT', ARGV[2], ARGV[3])
