-- Hints that a batch may have lanes, at its place among those of its tenant.
-- KEYS 1 tenants, 2 batches of the tenant by rank. ARGV 1 tenant, 2 rank and batch. Returns 1.
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], 0, ARGV[2])
return 1
