-- The shards with open requests by whole extents, from the extent that holds a seq. Changes nothing.
-- KEYS 1 the batch. ARGV 1 now, 2 seq, 3 extents at the most.
-- Returns {next seq or '', for each shard {extent, model, packed attempts, dueInMs, held now, worker, pool}}.
-- uses: clock, batch, shard, extents
local now, page, extents, limit, next, current, text = clock(ARGV[1]), {}, 0, tonumber(ARGV[3]), '', nil, nil
if not redis.call('HGET', B, 'inProgressAt') then return { '', {} } end
local _, begin = placeFrom(tonumber(ARGV[2]))
local function openShards(offset, count)
  return begin and redis.call('ZRANGEBYSCORE', B .. ':open', begin, '+inf', 'LIMIT', offset, count) or {}
end
each(openShards, function(member)
  local shard = loadMember(member)
  if shard.first ~= current then
    if extents == limit then
      next = string.format('%d', shard.first)
      return true
    end
    extents, current, text = extents + 1, shard.first, extentAt(shard.first)
  end
  local held = shard.held and now < shard.due
  local wait = (held or shard.due == math.huge) and 0 or math.max(0, shard.due - now)
  page[#page + 1] = {
    text, wordOf(shard.model), shard.open, shard.attempts, wait, held and 1 or 0, wordOf(shard.worker), wordOf(shard.pool),
  }
  return false
end)
return { next, page }
