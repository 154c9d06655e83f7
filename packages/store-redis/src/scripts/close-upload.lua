-- Closes a pending upload; one that is closed or expired stays as it is.
-- KEYS 1 the upload, 2 its parts, 3 when uploads are due. ARGV 1 now, 2 id, 3 tenant, 4 how it ends as JSON, 5 until it is due in ms.
-- Returns {now, record, parts}, or {} when the tenant has no such upload.
-- uses: clock, upload
if not isOf(ARGV[3]) then return {} end
local now = clock(ARGV[1])
if isPending(now) then
  redis.call('HSET', KEYS[1], 'closing', ARGV[4])
  redis.call('ZADD', KEYS[3], string.format('%d', now + tonumber(ARGV[5])), ARGV[2])
end
return answerUpload(now)
