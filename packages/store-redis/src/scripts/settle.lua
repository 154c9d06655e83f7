-- Records one flush.
-- KEYS 1 the batch. ARGV 1 now, 2 shard id, 3 fence, 4 rest, 5 engine or '', 6 packed seqs of all that is named, 7 of the lines,
-- 8 segment, 9 offset, 10 packed arrays, 11 deduplicated, 12-16 lines by outcome, 17… for each deferral: packed seqs,
-- afterMs, attempts.
-- Returns {receipt, whether the batch was woken}; the receipt `torn` when only some of what is named is open.
-- uses: clock, seqs, batch, shard, settlement
local shard = loadShard(tonumber(ARGV[2]))
if not shard or shard.fence ~= tonumber(ARGV[3]) then return { 'lost', 0 } end
local now, rest = clock(ARGV[1]), ARGV[4]
if shard.size == 0 then return { 'duplicate', 0 } end
local named = positionsOfSeqs(ARGV[6], shard.first)
if #named == 0 then
  if rest ~= 'hold' and not shard.held then return { 'duplicate', 0 } end
else
  local left = subtract(positionsOf(shard.open), named)
  local gone = shard.size - sizeOf(left)
  if gone == 0 then return { 'duplicate', 0 } end
  if gone ~= sizeOf(named) then return { 'torn', 0 } end
  shard.open, shard.size = packRanges(left), shard.size - gone
end

for index = 17, #ARGV, 3 do
  addShard({
    first = shard.first, model = shard.model, tokens = shard.tokens, open = positionsOfSeqs(ARGV[index], shard.first),
    due = now + tonumber(ARGV[index + 1]), attempts = tonumber(ARGV[index + 2]),
  })
end
local woken = 0
local lines = positionsOfSeqs(ARGV[7], shard.first)
if #lines > 0 then
  addSettlement(shard.first, {
    at = now, positions = packRanges(lines), model = shard.model, pool = shard.pool, worker = shard.worker,
    engine = ARGV[5] ~= '' and numberOf(ARGV[5]) or 0, segment = ARGV[8], offset = tonumber(ARGV[9]), arrays = ARGV[10],
    deduplicated = tonumber(ARGV[11]),
  })
  if ARGV[11] ~= '0' then redis.call('HINCRBY', B, 'deduplicated', ARGV[11]) end
  for index, outcome in ipairs({ 'succeeded', 'failed', 'deadLettered', 'expired', 'cancelled' }) do
    woken = math.max(woken, moveRequests('open', outcome, tonumber(ARGV[11 + index]), now))
  end
  growLane(shard.model, -sizeOf(lines), -sizeOf(lines) * shard.tokens)
  shard.limit, shard.lapses = math.huge, 0
end
if rest ~= 'hold' or shard.size == 0 then release(shard, now) end
if rest == 'suspect' and shard.size > 0 then narrow(shard) end
saveShard(shard)
return { 'recorded', woken }
