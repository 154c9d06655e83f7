-- Makes failed requests of some dead letters of an ended batch, in the settlements that say how they ended.
-- KEYS 1 the batch. ARGV 1 now, 2 first seq of the extent, 3 packed positions, 4 ordinal of the extent's last settlement that the
-- caller saw, 5 events, 6… kind, text, …
-- Returns how many they were, or -1 when the batch has not ended, is being purged, or the extent was settled since.
-- uses: clock, positions, batch, settlement
local deadLettered, failed = string.char(2), string.char(1)
local batch = redis.call('HMGET', B, 'endedAt', 'purgedAt')
if not batch[1] or batch[2] then return -1 end
local key, left = settledKey(ARGV[2]), positionsOf(ARGV[3])
local settled = redis.call('LRANGE', key, 0, -1)
if #settled == 0 or cmsgpack.unpack(settled[#settled])[1] ~= tonumber(ARGV[4]) then return -1 end

-- The codes of the outcomes, a byte each, and the arrays behind them. Codes that are all one stand as one number.
local function outcomesOf(arrays, count)
  if string.byte(arrays) ~= 0 then return string.sub(arrays, 2, 1 + count), string.sub(arrays, 2 + count) end
  local one = struct.unpack('>I4', string.sub(arrays, 2, 5))
  return string.rep(string.char(one), count), string.sub(arrays, 6)
end

-- The outcomes with `failed` for the dead letters among `left`, and how many they are.
local function withoutDead(outcomes, positions)
  local codes, index, changed = {}, 0, 0
  for place = positions.low, positions.high do
    local mine = bit.band(positions[place], left[place] or 0)
    for at = 31, 0, -1 do
      local one = bit.lshift(1, at)
      if bit.band(positions[place], one) ~= 0 then
        index = index + 1
        codes[index] = string.sub(outcomes, index, index)
        if codes[index] == deadLettered and bit.band(mine, one) ~= 0 then
          codes[index], changed = failed, changed + 1
        end
      end
    end
  end
  return table.concat(codes), changed
end

-- The last settlement of a request says how it ended: it is looked at first, and those before it are not asked any more.
local dropped = 0
for index = #settled, 1, -1 do
  local f = cmsgpack.unpack(settled[index])
  local positions = positionsOf(f[4])
  if f[3] == '' then
    local outcomes, rest = outcomesOf(f[11], sizeOf(positions))
    local codes, changed = withoutDead(outcomes, positions)
    if changed > 0 then
      f[11] = string.char(1) .. codes .. rest
      redis.call('LSET', key, index - 1, cmsgpack.pack(f))
      dropped = dropped + changed
    end
  end
  left = subtract(left, positions)
end
moveRequests('deadLettered', 'failed', dropped, 0)
if dropped > 0 then addEvents(6, tonumber(ARGV[5]), clock(ARGV[1])) end
return dropped
