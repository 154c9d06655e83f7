-- Forgets the parts of an upload that is not pending, and the whole of one that expired long ago.
-- KEYS 1 the upload, 2 its parts, 3 when uploads are due. ARGV 1 now, 2 id, 3 how long it is remembered past its expiry in ms.
-- Returns 1, or 0 when there is none or it is pending.
-- uses: clock, upload
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local now = clock(ARGV[1])
if isPending(now) then return 0 end
local forgotten = tonumber(redis.call('HGET', KEYS[1], 'expiresAt')) + tonumber(ARGV[3])
redis.call('DEL', KEYS[2])
if forgotten <= now then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[3], ARGV[2])
else
  redis.call('HSET', KEYS[1], 'purged', 1)
  redis.call('ZADD', KEYS[3], string.format('%d', forgotten), ARGV[2])
end
return 1
