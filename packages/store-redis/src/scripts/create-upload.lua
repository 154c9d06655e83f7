-- Records a pending upload.
-- KEYS 1 the upload, 2 its parts, 3 when uploads are due. ARGV 1 now, 2 id, 3 tenant, 4 expiresInMs, 5 the upload as JSON.
-- Returns {now, record, parts}, or {} when the id is known.
-- uses: clock, upload
if redis.call('EXISTS', KEYS[1]) == 1 then return {} end
local now = clock(ARGV[1])
local expires = string.format('%d', now + tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], 'tenant', ARGV[3], 'upload', ARGV[5], 'createdAt', now, 'expiresAt', expires)
redis.call('ZADD', KEYS[3], expires, ARGV[2])
return answerUpload(now)
