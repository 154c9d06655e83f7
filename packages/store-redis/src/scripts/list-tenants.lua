-- Tenants by id from behind one. Changes nothing. KEYS 1 tenants, 2 their ids. ARGV 1 bound in the lexicographical range, 2 bound
-- of its end, 3 tenants at the most. Returns {id, createdAt, limits}, ….
local tenants = {}
for index, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])) do
  local tenant = cmsgpack.unpack(redis.call('HGET', KEYS[1], id))
  tenants[index] = { id, tenant[1], tenant[2] }
end
return tenants
