-- Extents stand in `:extents` by their first seqs, ascending; the rest of an extent, `first:requests:offset:bytes`, stands beside
-- its shards in the field `extent`.
local function extentAt(first) return redis.call('HGET', shardsKey(first), 'extent') end

-- The place in `:extents` of the one that holds `seq`, else of the next; its first seq as second, nil behind the last.
local function placeFrom(seq)
  local key, low, high = B .. ':extents', 0, redis.call('LLEN', B .. ':extents')
  local function firstAt(place) return tonumber(redis.call('LINDEX', key, place)) end
  while low < high do
    local middle = math.floor((low + high) / 2)
    if firstAt(middle) <= seq then low = middle + 1 else high = middle end
  end
  if low > 0 then
    local first, requests = string.match(extentAt(firstAt(low - 1)), '^(%d+):(%d+):')
    if tonumber(first) + tonumber(requests) > seq then return low - 1, tonumber(first) end
  end
  local next = redis.call('LINDEX', key, low)
  return low, next and tonumber(next)
end

-- Visits what `read(offset, count)` answers, some at a time, until a visit answers true.
local function each(read, visit)
  local perRound, offset = 128, 0
  while true do
    local found = read(offset, perRound)
    for _, one in ipairs(found) do
      if visit(one) then return end
    end
    if #found < perRound then return end
    offset = offset + perRound
  end
end
