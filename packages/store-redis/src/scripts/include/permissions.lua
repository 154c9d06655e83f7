-- What the fleet decided for a model in a pool, else what stands for the pool since the batch was created.
local function fieldOf(model, pool) return #model .. ':' .. model .. pool end

local function permissionOf(model, pool)
  local both = redis.call('HMGET', B .. ':permissions', fieldOf(model, pool), '-:' .. pool)
  return both[1] or both[2] or 'none'
end

local function handsOut(now)
  local batch = redis.call('HMGET', B, 'phase', 'cancelRequestedAt', 'deadlineAt')
  return batch[1] == 'in_progress' and not batch[2] and now < tonumber(batch[3])
end
