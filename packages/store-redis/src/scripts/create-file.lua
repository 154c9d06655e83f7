-- Records a file; leaves an existing one as it is.
-- KEYS 1 the file. ARGV 1 now, 2 tenant, 3 purpose, 4 bytes, 5 sha256, 6 expiresInMs or '', 7 filename, 8 blob.
-- Returns {1, record}, or {0} when other content has the id.
-- uses: clock
local known = redis.call('HMGET', KEYS[1], 'tenant', 'purpose', 'bytes', 'sha256')
if known[1] then
  for index = 1, 4 do
    if known[index] ~= ARGV[index + 1] then return { 0 } end
  end
else
  local now = clock(ARGV[1])
  redis.call('HSET', KEYS[1], 'tenant', ARGV[2], 'purpose', ARGV[3], 'bytes', ARGV[4], 'sha256', ARGV[5], 'filename', ARGV[7],
    'blob', ARGV[8], 'createdAt', now)
  if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'expiresAt', string.format('%d', now + tonumber(ARGV[6]))) end
end
return { 1, redis.call('HGETALL', KEYS[1]) }
