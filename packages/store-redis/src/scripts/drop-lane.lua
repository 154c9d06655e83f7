-- Forgets a hint about a batch that proved to have no lanes any more, or to stand elsewhere.
-- KEYS 1 tenants, 2 batches of the tenant by rank. ARGV 1 tenant, 2 rank and batch. Returns 1.
redis.call('ZREM', KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SREM', KEYS[1], ARGV[1]) end
return 1
