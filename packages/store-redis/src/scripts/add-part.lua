-- Records a part of a pending upload, once.
-- KEYS 1 the upload, 2 its parts. ARGV 1 now, 2 tenant, 3 part, 4 bytes.
-- Returns {`part`, createdAt}, or {`absent`}, {`closed`}, {`conflict`}: the part has other bytes.
-- uses: clock, upload
if not isOf(ARGV[2]) then return { 'absent' } end
local now = clock(ARGV[1])
if not isPending(now) then return { 'closed' } end
redis.call('HSETNX', KEYS[2], ARGV[3], ARGV[4] .. ':' .. string.format('%d', now))
local bytes, created = string.match(redis.call('HGET', KEYS[2], ARGV[3]), '^(%d+):(%d+)$')
return bytes == ARGV[4] and { 'part', created } or { 'conflict' }
