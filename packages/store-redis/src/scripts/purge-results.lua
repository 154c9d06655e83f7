-- Forgets hashes that count as absent. KEYS 1 results, 2 when they count as absent. ARGV 1 now, 2 hashes at the most.
-- Returns how many went.
-- uses: clock
local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', clock(ARGV[1]), 'LIMIT', 0, ARGV[2])
for _, field in ipairs(gone) do
  redis.call('HDEL', KEYS[1], field)
  redis.call('ZREM', KEYS[2], field)
end
return #gone
