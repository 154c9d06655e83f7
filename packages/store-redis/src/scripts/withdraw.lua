-- Ends the open requests of whole shards and raises their fences.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 `expired` or `cancelled`, 4 shards at the most, 5 whether held ones go too.
-- Returns {-1} when the hold is lost, else {requests ended, whether the batch was woken}.
-- uses: clock, seqs, batch, shard, settlement
if not holdsStep(ARGV[2]) then return { -1 } end
local now, mark, limit, held = clock(ARGV[1]), ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1'
local ended, woken = 0, 0
for _, member in ipairs(redis.call('ZRANGE', B .. ':open', 0, -1)) do
  if limit <= 0 then break end
  local shard = loadMember(member)
  if held or not shard.held or hasLapsed(shard, now) then
    limit = limit - 1
    addSettlement(shard.first, { at = now, mark = mark, positions = shard.open, model = shard.model })
    growLane(shard.model, -shard.size, -shard.size * shard.tokens)
    ended = ended + shard.size
    woken = math.max(woken, moveRequests('open', mark, shard.size, now))
    shard.open, shard.size, shard.fence = '', 0, shard.fence + 1
    release(shard, now)
    saveShard(shard)
  end
end
return { ended, woken }
