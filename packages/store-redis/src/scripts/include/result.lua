-- What is known of a hash in a scope: owner or '', since when it is held, place of the answer or '', when it counts as absent.
local function loadResult(field, now)
  local packed = redis.call('HGET', KEYS[1], field)
  local known = packed and cmsgpack.unpack(packed)
  if not known or known[4] <= now then return nil end
  return { owner = known[1], since = known[2], place = known[3] }
end

local function saveResult(field, owner, since, place, expires)
  redis.call('HSET', KEYS[1], field, cmsgpack.pack({ owner, since, place, expires }))
  redis.call('ZADD', KEYS[2], expires, field)
end
