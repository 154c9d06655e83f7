-- What a decision of the fleet about one model means for one batch; a decision that is not newer than the last one is nothing new.
-- KEYS 1 the batch. ARGV 1 now, 2 model, 3 fence, 4 permissions, 5 recalled pools, 6 events, 7… pool, permission, …, pool, …,
-- kind, text, ….
-- Returns 1, or 0 when there is no such batch or it knows the decision.
-- uses: clock, batch, permissions, shard
if redis.call('EXISTS', B) == 0 then return 0 end
local known = redis.call('HGET', B .. ':decisions', ARGV[2])
if known and tonumber(known) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', B .. ':decisions', ARGV[2], ARGV[3])
local permissions, recalls, events = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
for index = 7, 6 + 2 * permissions, 2 do
  redis.call('HSET', B .. ':permissions', fieldOf(ARGV[2], ARGV[index]), ARGV[index + 1])
end
local model, recalled = knownNumberOf(ARGV[2]), {}
for index = 7 + 2 * permissions, 6 + 2 * permissions + recalls do recalled[knownNumberOf(ARGV[index])] = true end
if recalls > 0 then
  for _, member in ipairs(redis.call('ZRANGE', B .. ':held', 0, -1)) do
    local shard = loadMember(member)
    if shard.model == model and recalled[shard.pool] then
      shard.recalled = true
      saveShard(shard)
    end
  end
end
addEvents(7 + 2 * permissions + recalls, events, clock(ARGV[1]))
return 1
