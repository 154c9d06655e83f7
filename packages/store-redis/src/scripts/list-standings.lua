-- The standing decisions. Changes nothing. KEYS 1 standings. Returns {pool, model, replicas, decidedAt, observation or ''}, ….
local standings = {}
for index, packed in ipairs(redis.call('HVALS', KEYS[1])) do standings[index] = cmsgpack.unpack(packed) end
return standings
