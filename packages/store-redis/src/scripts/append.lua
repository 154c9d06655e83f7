-- Adds extents as shards; those below the total are skipped.
-- KEYS 1 the batch. ARGV 1 fence, 2… for each extent: its text, its first seq, its requests, its models, and for each model:
-- its name, packed positions, how many they are, tokens.
-- Returns {1, total}, {0} when the hold is lost, {-1, total} at a gap, which changes nothing.
-- uses: batch, shard
if not holdsStep(ARGV[1]) or redis.call('HGET', B, 'cancelRequestedAt') then return { 0 } end
local total = tonumber(redis.call('HGET', B, 'total'))
local function eachExtent(visit)
  local at = 2
  while at <= #ARGV do
    local models = tonumber(ARGV[at + 3])
    visit(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), at + 4, models)
    at = at + 4 + 4 * models
  end
end
local next, gap = total, false
eachExtent(function(_, first, requests)
  if first < total then return end
  if first ~= next then gap = true end
  next = next + requests
end)
if gap then return { -1, total } end
eachExtent(function(text, first, _, at, models)
  if first < total then return end
  redis.call('RPUSH', B .. ':extents', first)
  redis.call('HSET', shardsKey(first), 'extent', text)
  for index = at, at + 4 * models - 1, 4 do
    local model, size, tokens = numberOf(ARGV[index]), tonumber(ARGV[index + 2]), tonumber(ARGV[index + 3])
    addShard({ first = first, model = model, tokens = tokens / size, open = ARGV[index + 1], size = size })
    growLane(model, size, tokens)
  end
end)
redis.call('HINCRBY', B, 'open', next - total)
redis.call('HSET', B, 'total', next)
return { 1, next }
