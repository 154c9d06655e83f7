-- Ends the claims of a worker on one batch: released, or as if their leases had ended.
-- KEYS 1 the batch. ARGV 1 now, 2 worker, 3 whether it died. Returns how many.
-- uses: clock, batch, shard
local now, worker, ended = clock(ARGV[1]), knownNumberOf(ARGV[2]), 0
if worker == 0 then return 0 end
for _, member in ipairs(redis.call('ZRANGE', B .. ':held', 0, -1)) do
  local shard = loadMember(member)
  if shard.worker == worker then
    if ARGV[3] == '1' then
      shard.recalled, shard.due = false, math.min(shard.due, now)
    else
      release(shard, now)
    end
    saveShard(shard)
    ended = ended + 1
  end
end
return ended
