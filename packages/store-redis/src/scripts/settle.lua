-- Records one flush.
-- KEYS 1 the batch. ARGV 1 now, 2 shard id, 3 fence, 4 rest, 5 engine or '', 6 packed positions of all that is named, 7 how many
-- they are, 8 packed positions of the lines, 9 segment, 10 offset, 11 packed arrays, 12 deduplicated, 13-17 lines by outcome,
-- 18… for each deferral: packed positions, how many they are, afterMs, attempts.
-- Returns {receipt, whether the batch was woken}; the receipt `torn` when only some of what is named is open.
-- uses: clock, positions, batch, shard, settlement
local shard = loadShard(tonumber(ARGV[2]))
if not shard or shard.fence ~= tonumber(ARGV[3]) then return { 'lost', 0 } end
local now, rest = clock(ARGV[1]), ARGV[4]
if shard.size == 0 then return { 'duplicate', 0 } end
if ARGV[6] == '' then
  if rest ~= 'hold' and not shard.held then return { 'duplicate', 0 } end
else
  local left, any, all = subtract(positionsOf(shard.open), positionsOf(ARGV[6]))
  if not any then return { 'duplicate', 0 } end
  if not all then return { 'torn', 0 } end
  shard.open, shard.size = pack(left), shard.size - tonumber(ARGV[7])
end

for index = 18, #ARGV, 4 do
  addShard({
    first = shard.first, model = shard.model, tokens = shard.tokens, open = ARGV[index], size = tonumber(ARGV[index + 1]),
    due = now + tonumber(ARGV[index + 2]), attempts = tonumber(ARGV[index + 3]),
  })
end
local woken = 0
if ARGV[8] ~= '' then
  addSettlement(shard.first, {
    at = now, positions = ARGV[8], model = shard.model, pool = shard.pool, worker = shard.worker,
    engine = ARGV[5] ~= '' and numberOf(ARGV[5]) or 0, segment = ARGV[9], offset = tonumber(ARGV[10]), arrays = ARGV[11],
    deduplicated = tonumber(ARGV[12]),
  })
  if ARGV[12] ~= '0' then redis.call('HINCRBY', B, 'deduplicated', ARGV[12]) end
  local ended = 0
  for index, outcome in ipairs({ 'succeeded', 'failed', 'deadLettered', 'expired', 'cancelled' }) do
    local count = tonumber(ARGV[12 + index])
    woken, ended = math.max(woken, moveRequests('open', outcome, count, now)), ended + count
  end
  growLane(shard.model, -ended, -ended * shard.tokens)
  addProgress(now, wordOf(shard.pool), ended)
  shard.limit, shard.lapses = math.huge, 0
end
if rest ~= 'hold' or shard.size == 0 then release(shard, now) end
if rest == 'suspect' and shard.size > 0 then narrow(shard) end
saveShard(shard)
return { 'recorded', woken }
