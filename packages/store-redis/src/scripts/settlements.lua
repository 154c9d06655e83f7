-- Settlements by whole extents, from the extent that holds a seq. Changes nothing.
-- KEYS 1 the batch. ARGV 1 seq, 2 extents at the most.
-- Returns {next seq or '', for each settlement {extent, ordinal, at, mark, packed positions, model, pool, worker, engine, segment,
-- offset, arrays, deduplicated}}.
-- uses: batch, shard, settlement, extents
local page, extents, limit, next = {}, 0, tonumber(ARGV[2]), ''
local place = placeFrom(tonumber(ARGV[1]))
local function extentsOn(offset, count)
  return redis.call('LRANGE', B .. ':extents', place + offset, place + offset + count - 1)
end
each(extentsOn, function(first)
  local settled = redis.call('LRANGE', settledKey(first), 0, extents == limit and 0 or -1)
  if #settled == 0 then return false end
  if extents == limit then
    next = first
    return true
  end
  extents = extents + 1
  local text = extentAt(first)
  for _, packed in ipairs(settled) do
    local f = cmsgpack.unpack(packed)
    page[#page + 1] = {
      text, f[1], string.format('%d', f[2]), f[3], f[4], wordOf(f[5]), wordOf(f[6]), wordOf(f[7]), wordOf(f[8]), f[9],
      string.format('%d', f[10]), f[11], f[12],
    }
  end
  return false
end)
return { next, page }
