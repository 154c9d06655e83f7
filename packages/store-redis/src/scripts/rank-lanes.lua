-- The first batches of each tenant that may have lanes. Changes nothing.
-- KEYS 1 tenants, 2 with what the lists of tenants begin. ARGV 1 batches of a tenant at the most.
-- Returns {tenant, {rank and batch, …}}, ….
local ranked = {}
for index, tenant in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  ranked[index] = { tenant, redis.call('ZRANGE', KEYS[2] .. tenant, 0, tonumber(ARGV[1]) - 1) }
end
return ranked
