-- Settlements by whole extents, from the extent that holds a seq. Changes nothing.
-- KEYS 1 the batch. ARGV 1 seq, 2 extents at the most.
-- Returns {next seq or '', for each settlement {extent, ordinal, at, mark, packed positions, model, pool, worker, engine, segment,
-- offset, arrays, deduplicated}}.
-- uses: batch, settlement, extents
local page, extents, limit, next = {}, 0, tonumber(ARGV[2]), ''
for _, extent in ipairs(extentsFrom(ARGV[1])) do
  local settled = settledKey(extent[2])
  if redis.call('EXISTS', settled) == 1 then
    if extents == limit then
      next = extent[2]
      break
    end
    extents = extents + 1
    for _, packed in ipairs(redis.call('LRANGE', settled, 0, -1)) do
      local f = cmsgpack.unpack(packed)
      page[#page + 1] = {
        extent[1], f[1], string.format('%d', f[2]), f[3], f[4], wordOf(f[5]), wordOf(f[6]), wordOf(f[7]), wordOf(f[8]), f[9],
        string.format('%d', f[10]), f[11], f[12],
      }
    end
  end
end
return { next, page }
