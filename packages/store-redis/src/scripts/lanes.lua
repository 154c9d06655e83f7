-- The lanes of one batch as a pool sees them. Changes nothing.
-- KEYS 1 the batch. ARGV 1 now, 2 pool, 3 whether suspects are taken, 4 also withheld lanes, 5 whether requests in
-- hands are counted, 6 whether models narrow the answer, 7… models.
-- Returns {now, live or held shards, requests in hands, tenant, priority, deadlineAt, createdAt,
-- for each lane {model, open, tokens, dueInMs, permission}}.
-- uses: clock, batch, permissions, shard
local now, pool, suspects, withheld = clock(ARGV[1]), ARGV[2], ARGV[3] == '1', ARGV[4] == '1'
local batch = redis.call('HMGET', B, 'tenant', 'priority', 'deadlineAt', 'createdAt', 'phase')
if not batch[1] then return { now, 0 } end
local hands = 0
if ARGV[5] == '1' then
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', B .. ':held', '(' .. string.format('%d', now), '+inf')) do
    hands = hands + loadMember(member).size
  end
end
local isKept = isLivePhase(batch[5]) or redis.call('ZCARD', B .. ':held') > 0
local answer = { now, isKept and 1 or 0, hands, batch[1], batch[2], batch[3], batch[4] }
if not handsOut(now) then
  answer[8] = {}
  return answer
end

local function firstDue(queue, model, from, to)
  return tonumber(redis.call('ZRANGEBYSCORE', queueKey(queue, model), from, to, 'WITHSCORES', 'LIMIT', 0, 1)[2])
end
-- When this asker may claim something, or nil.
local function offeredAt(model, permission)
  local earliest
  local function offer(due)
    if due and (not earliest or due < earliest) then earliest = due end
  end
  if permission ~= 'none' then
    offer(firstDue('queue', model, '-inf', '(+inf'))
    offer(firstDue('singles', model, '(' .. string.format('%d', now), '+inf'))
    if permission == 'all' and firstDue('queue', model, '+inf', '+inf') then offer(now) end
  end
  if suspects then
    offer(firstDue('singles', model, '-inf', now))
    offer(firstDue('suspects', model, '-inf', '+inf'))
  end
  return earliest
end
local function hasSuspects(model)
  return firstDue('suspects', model, '-inf', '+inf') or firstDue('singles', model, '-inf', now)
end

local asked = {}
for index = 7, #ARGV do asked[ARGV[index]] = true end
local lanes, fields = {}, redis.call('HGETALL', B .. ':lanes')
for index = 1, #fields, 2 do
  local number = tonumber(string.match(fields[index], '^open:(%d+)$'))
  if number and tonumber(fields[index + 1]) > 0 then
    local model = wordOf(number)
    local permission = permissionOf(model, pool)
    local isShown = withheld or permission ~= 'none' or (suspects and hasSuspects(number))
    if (ARGV[6] == '0' or asked[model]) and isShown then
      local left = tonumber(batch[3]) - now
      local at = offeredAt(number, permission)
      local wait = at and math.min(left, math.max(0, at - now)) or left
      lanes[#lanes + 1] = { model, fields[index + 1], redis.call('HGET', B .. ':lanes', 'tokens:' .. number), wait, permission }
    end
  end
end
answer[8] = lanes
return answer
