-- Extents stand in `:extents` as `first:requests:offset:bytes`, by their first seq.
local function extentAt(first)
  return redis.call('ZRANGEBYSCORE', B .. ':extents', first, first)[1]
end

-- The first seq from which to read on for the extent that holds `seq`: its own, or `seq` where none holds it.
local function firstFrom(seq)
  local text = redis.call('ZREVRANGEBYSCORE', B .. ':extents', seq, '-inf', 'LIMIT', 0, 1)[1]
  local first, requests = string.match(text or '0:0:', '^(%d+):(%d+):')
  return tonumber(first) + tonumber(requests) > tonumber(seq) and first or seq
end

-- Visits the members of a sorted set from a score on, some at a time, until a visit answers true.
local function eachFrom(key, score, visit)
  local perRound, offset = 128, 0
  while true do
    local members = redis.call('ZRANGEBYSCORE', key, score, '+inf', 'LIMIT', offset, perRound)
    for _, member in ipairs(members) do
      if visit(member) then return end
    end
    if #members < perRound then return end
    offset = offset + perRound
  end
end
