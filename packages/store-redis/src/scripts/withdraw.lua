-- Ends the open requests of whole shards and raises their fences.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 `expired` or `cancelled`, 4 shards at the most, 5 whether held ones go too.
-- Returns {-1} when the hold is lost, else {requests ended, whether the batch was woken}.
-- uses: clock, batch, shard, settlement
if not holdsStep(ARGV[2]) then return { -1 } end
local now, mark, limit, held = clock(ARGV[1]), ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1'
local ended, woken = 0, 0
local function finish(shard)
  addSettlement(shard.first, { at = now, mark = mark, positions = shard.open, model = shard.model })
  growLane(shard.model, -shard.size, -shard.size * shard.tokens)
  ended = ended + shard.size
  woken = math.max(woken, moveRequests('open', mark, shard.size, now))
  shard.open, shard.size, shard.fence = '', 0, shard.fence + 1
  release(shard, now)
  saveShard(shard)
end
-- What is ended leaves the index, so only what is left alone moves the place from which to read on.
local left = 0
while limit > 0 do
  local members = redis.call('ZRANGE', B .. ':open', left, left + limit - 1)
  if #members == 0 then break end
  for _, member in ipairs(members) do
    local shard = loadMember(member)
    if held or not shard.held or hasLapsed(shard, now) then
      finish(shard)
      limit = limit - 1
    else
      left = left + 1
    end
  end
end
return { ended, woken }
