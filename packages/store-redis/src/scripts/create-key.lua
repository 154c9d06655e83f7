-- Records a key of the API. Neither an id nor a digest ever comes back.
-- KEYS 1 keys, 2 ids by digest, 3 list of all, 4 list of the tenant, 5 last number.
-- ARGV 1 now, 2 id, 3 digest, 4 expiresInMs or '', 5 the key as JSON. Returns {createdAt, expiresAt or ''}, or {}.
-- uses: clock
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 or redis.call('HEXISTS', KEYS[2], ARGV[3]) == 1 then return {} end
local now, number = clock(ARGV[1]), redis.call('INCR', KEYS[5])
local expires = ARGV[4] == '' and '' or string.format('%d', now + tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], ARGV[2], cmsgpack.pack({ now, expires, 0, ARGV[5] }))
redis.call('HSET', KEYS[2], ARGV[3], ARGV[2])
redis.call('ZADD', KEYS[3], number, ARGV[2])
redis.call('ZADD', KEYS[4], number, ARGV[2])
return { now, expires }
