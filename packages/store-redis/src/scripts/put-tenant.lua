-- Records a tenant or replaces its limits. KEYS 1 tenants, 2 their ids. ARGV 1 now, 2 id, 3 limits. Returns createdAt.
-- uses: clock
local known = redis.call('HGET', KEYS[1], ARGV[2])
local created = known and cmsgpack.unpack(known)[1] or clock(ARGV[1])
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ created, ARGV[3] }))
redis.call('ZADD', KEYS[2], 0, ARGV[2])
return created
