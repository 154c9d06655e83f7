-- Holds claims of one batch for another lease from now.
-- KEYS 1 the batch. ARGV 1 now, 2 leaseMs, 3… shard id, fence, ….
-- Returns for each claim {lost, closed, recalled, first seq of the extent, packed open positions}.
-- uses: clock, batch, permissions, shard
local now, answers = clock(ARGV[1]), {}
local exists = redis.call('EXISTS', B) == 1
local closed = exists and not handsOut(now)
for index = 3, #ARGV, 2 do
  local shard = exists and loadShard(tonumber(ARGV[index]))
  if shard and shard.fence == tonumber(ARGV[index + 1]) and shard.held and shard.size > 0 then
    shard.due = now + tonumber(ARGV[2])
    saveShard(shard)
    answers[#answers + 1] = { 0, closed and 1 or 0, shard.recalled and 1 or 0, shard.first, shard.recalled and shard.open or '' }
  else
    answers[#answers + 1] = { 1, 0, 0, 0, '' }
  end
end
return answers
