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
