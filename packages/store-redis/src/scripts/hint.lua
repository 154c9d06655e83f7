-- Hints that something is to be looked at, now or later; never moved to a later time.
-- KEYS 1 hints. ARGV 1 now, 2 member, 3 score or '' for now.
-- uses: clock
redis.call('ZADD', KEYS[1], 'LT', ARGV[3] == '' and clock(ARGV[1]) or ARGV[3], ARGV[2])
return 1
