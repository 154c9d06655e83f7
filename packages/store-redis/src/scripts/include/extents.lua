-- Extents stand in `:extents` as `first:requests:offset:bytes`, by their first seq.
local function extentAt(first)
  return redis.call('ZRANGEBYSCORE', B .. ':extents', first, first)[1]
end

-- The extents from the one that holds `seq` on, as {text, first} pairs.
local function extentsFrom(seq)
  local from = redis.call('ZREVRANGEBYSCORE', B .. ':extents', seq, '-inf', 'LIMIT', 0, 1)[1]
  local first, requests = string.match(from or '0:0:', '^(%d+):(%d+):')
  local begin = tonumber(first) + tonumber(requests) > tonumber(seq) and first or seq
  local found = {}
  for _, text in ipairs(redis.call('ZRANGEBYSCORE', B .. ':extents', begin, '+inf')) do
    found[#found + 1] = { text, string.match(text, '^%d+') }
  end
  return found
end
