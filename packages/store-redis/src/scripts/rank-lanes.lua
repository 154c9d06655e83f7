-- The first batches of each tenant that may have lanes. Changes nothing.
-- KEYS 1 tenants, 2 with what the lists of tenants begin. ARGV 1 batches of a tenant at the most.
-- Returns {tenant, how many it has, {rank and batch, …}}, ….
local ranked = {}
for index, tenant in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local list = KEYS[2] .. tenant
  ranked[index] = { tenant, redis.call('ZCARD', list), redis.call('ZRANGE', list, 0, tonumber(ARGV[1]) - 1) }
end
return ranked
