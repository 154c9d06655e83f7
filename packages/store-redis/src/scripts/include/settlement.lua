-- Settlements stand by extent in lists, packed; their numbers ascend within the batch.
local function settledKey(first) return B .. ':settled:' .. first end

local function addSettlement(first, settlement)
  local ordinal = redis.call('HINCRBY', B, 'lastSettlement', 1)
  redis.call('RPUSH', settledKey(first), cmsgpack.pack({
    ordinal, settlement.at, settlement.mark or '', settlement.positions, settlement.model, settlement.pool or 0,
    settlement.worker or 0, settlement.engine or 0, settlement.segment or '', settlement.offset or 0,
    settlement.arrays or '', settlement.deduplicated or 0,
  }))
end

-- What was settled with lines, by second and pool, as `second:requests:pool`: settlements of one second follow each other.
local function addProgress(now, pool, requests)
  local second, last = math.floor(now / 1000), redis.call('LINDEX', B .. ':progress', -1)
  local before, known = string.match(last or '', '^' .. string.format('%d', second) .. ':(%d+):(.*)$')
  local text = string.format('%d:%d:%s', second, requests + (known == pool and tonumber(before) or 0), pool)
  if known == pool then redis.call('LSET', B .. ':progress', -1, text) else redis.call('RPUSH', B .. ':progress', text) end
end
