-- Says that a batch of the file's tenant is about to read the file.
-- KEYS 1 the file, 2 its readers. ARGV 1 now, 2 tenant, 3 batch.
-- Returns 1, or 0 when the tenant has no such file.
-- uses: clock
if redis.call('HGET', KEYS[1], 'tenant') ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[2], clock(ARGV[1]), ARGV[3])
return 1
