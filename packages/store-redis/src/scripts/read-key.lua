-- A key of the API. Changes nothing. KEYS 1 keys. ARGV 1 now, 2 id. Returns {now, createdAt, expiresAt or '', revoked, key}, or {}.
-- uses: clock
local packed = redis.call('HGET', KEYS[1], ARGV[2])
if not packed then return {} end
local key = cmsgpack.unpack(packed)
return { clock(ARGV[1]), key[1], key[2], key[3], key[4] }
