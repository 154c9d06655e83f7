-- Revokes a key of the API for ever. KEYS 1 keys. ARGV 1 id. Returns 1, or 0 when there is none or it was revoked.
local packed = redis.call('HGET', KEYS[1], ARGV[1])
if not packed then return 0 end
local key = cmsgpack.unpack(packed)
if key[3] == 1 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack({ key[1], key[2], 1, key[4] }))
return 1
