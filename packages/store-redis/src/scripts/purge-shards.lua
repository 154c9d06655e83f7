-- Forgets shards by extent; the settlements of an extent go with its last shard.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 shards at the most. Returns how many went, or -1 when the hold is lost.
-- uses: clock, batch, shard, settlement
if not holdsStep(ARGV[2]) then return -1 end
redis.call('HSETNX', B, 'purgedAt', clock(ARGV[1]))
local limit, gone = tonumber(ARGV[3]), 0
for _, text in ipairs(redis.call('LRANGE', B .. ':extents', 0, limit)) do
  local first, numbers = tonumber(text), {}
  for _, field in ipairs(redis.call('HKEYS', shardsKey(first))) do numbers[#numbers + 1] = tonumber(field) end
  table.sort(numbers)
  for _, number in ipairs(numbers) do
    if gone == limit then return gone end
    local shard, member = loadAt(first, number), memberOf(first, number)
    if shard.queue ~= '' then
      redis.call('ZREM', queueKey(shard.queue, shard.model), member)
      redis.call('ZREM', B .. ':open', member)
      redis.call('ZREM', B .. ':held', member)
    end
    redis.call('HDEL', shardsKey(first), number)
    gone = gone + 1
  end
  redis.call('DEL', settledKey(first), shardsKey(first))
  redis.call('LPOP', B .. ':extents')
end
if redis.call('EXISTS', B .. ':extents') == 0 then
  redis.call('DEL', B .. ':names', B .. ':lanes', B .. ':permissions', B .. ':decisions', B .. ':progress')
end
return gone
