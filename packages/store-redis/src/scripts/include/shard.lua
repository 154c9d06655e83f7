-- Shards stand by extent in small hashes, packed, beside the field `extent`. The id of a shard is its extent's first seq * 2^22 + its number there, so
-- ids ascend by extent, then by age. Due times and narrowness use infinity: never handed out; not narrowed.
--
-- An open shard stands in `:open` by extent and in one queue of its model, by due time: `:suspects` when it has lapses,
-- `:singles` when it is one request in somebody's hands (a suspect from the moment its lease ends), else `:queue`. A held one
-- stands in `:held` too, by the end of its lease.
local perExtent = 4194304

local function shardsKey(first) return B .. ':shards:' .. first end
local function queueKey(queue, model) return B .. ':' .. queue .. ':' .. model end
local function memberOf(first, number) return struct.pack('>I4I4', first, number) end

local function loadAt(first, number)
  local packed = redis.call('HGET', shardsKey(first), number)
  if not packed then return nil end
  local f = cmsgpack.unpack(packed)
  return {
    first = first, number = number, model = f[1], tokens = f[2], open = f[3], size = f[4], due = f[5], fence = f[6],
    held = f[7], pool = f[8], worker = f[9], attempts = f[10], lapses = f[11], limit = f[12], recalled = f[13], queue = f[14],
    wasDue = f[5], wasHeld = f[7],
  }
end

local function loadShard(id)
  local number = id % perExtent
  return loadAt((id - number) / perExtent, number)
end

local function loadMember(member)
  local first, number = struct.unpack('>I4I4', member)
  return loadAt(first, number)
end

local function idOf(shard) return shard.first * perExtent + shard.number end

local function queueOf(shard)
  if shard.size == 0 then return '' end
  if shard.lapses > 0 then return 'suspects' end
  if shard.size == 1 and shard.held then return 'singles' end
  return 'queue'
end

-- Writes the shard, and its places in the indexes where they changed: most flushes change none.
local function saveShard(shard)
  local queue = queueOf(shard)
  if shard.queue ~= queue or shard.wasDue ~= shard.due or shard.wasHeld ~= shard.held then
    local member = memberOf(shard.first, shard.number)
    if shard.queue ~= queue and shard.queue ~= '' then redis.call('ZREM', queueKey(shard.queue, shard.model), member) end
    if queue ~= '' then
      redis.call('ZADD', queueKey(queue, shard.model), shard.due, member)
      if shard.queue == '' then redis.call('ZADD', B .. ':open', shard.first, member) end
    elseif shard.queue ~= '' then
      redis.call('ZREM', B .. ':open', member)
    end
    if queue ~= '' and shard.held then
      redis.call('ZADD', B .. ':held', shard.due, member)
    elseif shard.wasHeld then
      redis.call('ZREM', B .. ':held', member)
    end
    shard.queue, shard.wasDue, shard.wasHeld = queue, shard.due, shard.held
  end
  redis.call('HSET', shardsKey(shard.first), shard.number, cmsgpack.pack({
    shard.model, shard.tokens, shard.open, shard.size, shard.due, shard.fence, shard.held, shard.pool, shard.worker,
    shard.attempts, shard.lapses, shard.limit, shard.recalled, queue,
  }))
end

-- A new shard of what `origin` names: first, model, tokens, open (packed), size, and if need be due, attempts, limit.
local function addShard(origin)
  saveShard({
    first = origin.first, number = redis.call('HLEN', shardsKey(origin.first)), model = origin.model,
    tokens = origin.tokens, open = origin.open, size = origin.size, due = origin.due or math.huge,
    fence = 0, held = false, pool = 0, worker = 0, attempts = origin.attempts or 0, lapses = 0,
    limit = origin.limit or math.huge, recalled = false, queue = '',
  })
end

-- Open requests and estimated tokens of a lane.
local function growLane(model, requests, tokens)
  redis.call('HINCRBY', B .. ':lanes', 'open:' .. model, requests)
  redis.call('HINCRBYFLOAT', B .. ':lanes', 'tokens:' .. model, string.format('%.17g', tokens))
end

local function hasLapsed(shard, now) return shard.held and shard.due <= now end

-- A holder died or let the lease end: what is open comes back in eighths, a single request under suspicion.
local function narrow(shard)
  shard.limit = math.ceil(shard.size / 8)
  if shard.size == 1 then shard.lapses = shard.lapses + 1 end
end

-- Ends the claim; what is open may be handed out again at once.
local function release(shard, now)
  shard.held = false
  shard.recalled = false
  shard.due = now
end
