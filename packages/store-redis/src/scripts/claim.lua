-- Takes at most one claim of one lane.
-- KEYS 1 the batch. ARGV 1 now, 2 model, 3 pool, 4 worker, 5 requests, 6 leaseMs, 7 whether suspects are taken.
-- Returns {} or {id, fence, extent, packed positions, attempts, lapses, deadlineInMs, tenant, requests taken}.
-- uses: clock, positions, batch, permissions, shard, extents
local now = clock(ARGV[1])
if not handsOut(now) then return {} end
local model, permission, suspects = knownNumberOf(ARGV[2]), permissionOf(ARGV[2], ARGV[3]), ARGV[7] == '1'

local best, bestDue
-- As numbers: texts are compared by the locale of the server.
local function comesBefore(one, other)
  local first, number = struct.unpack('>I4I4', one)
  local otherFirst, otherNumber = struct.unpack('>I4I4', other)
  return first < otherFirst or (first == otherFirst and number < otherNumber)
end
local function consider(queue)
  local found = redis.call('ZRANGEBYSCORE', queueKey(queue, model), '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1)
  local due = tonumber(found[2])
  if not due then return end
  if not best or due < bestDue or (due == bestDue and comesBefore(found[1], best)) then best, bestDue = found[1], due end
end
if permission ~= 'none' then consider('queue') end
if suspects then
  consider('singles')
  consider('suspects')
end
if not best and permission == 'all' then
  best = redis.call('ZRANGEBYSCORE', queueKey('queue', model), '+inf', '+inf', 'LIMIT', 0, 1)[1]
end
if not best then return {} end

local shard = loadMember(best)
if hasLapsed(shard, now) then narrow(shard) end
local open = positionsOf(shard.open)
local taken, size = firstOf(open, math.min(tonumber(ARGV[5]), shard.limit))
if size < shard.size then
  addShard({
    first = shard.first, model = shard.model, tokens = shard.tokens, open = pack(subtract(open, taken)),
    size = shard.size - size, due = shard.due, attempts = shard.attempts, limit = shard.limit,
  })
end
shard.open, shard.size = pack(taken), size
shard.fence = shard.fence + 1
shard.held, shard.recalled, shard.due = true, false, now + tonumber(ARGV[6])
shard.pool, shard.worker = numberOf(ARGV[3]), numberOf(ARGV[4])
saveShard(shard)
local batch = redis.call('HMGET', B, 'deadlineAt', 'tenant')
return {
  string.format('%d', idOf(shard)), shard.fence, extentAt(shard.first), shard.open, shard.attempts, shard.lapses,
  tonumber(batch[1]) - now, batch[2], shard.size,
}
