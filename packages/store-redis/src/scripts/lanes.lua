-- The lanes of one batch as a pool sees them. Changes nothing.
-- KEYS 1 the batch. ARGV 1 now, 2 pool, 3 whether suspects are taken, 4 also withheld lanes, 5 whether requests in
-- hands are counted, 6 whether models narrow the answer, 7… models.
-- Returns {now, live or held shards, requests in hands, tenant, priority, deadlineAt, createdAt,
-- for each lane {model, open, tokens, dueInMs, permission}}.
-- uses: clock, batch, permissions, shard
local now, pool, suspects, withheld = clock(ARGV[1]), ARGV[2], ARGV[3] == '1', ARGV[4] == '1'
local batch = redis.call('HMGET', B, 'tenant', 'priority', 'deadlineAt', 'createdAt', 'phase', 'cancelRequestedAt')
if not batch[1] then return { now, 0 } end
local hands = 0
if ARGV[5] == '1' then
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', B .. ':held', '(' .. string.format('%d', now), '+inf')) do
    hands = hands + loadMember(member).size
  end
end
local isKept = isLivePhase(batch[5]) or redis.call('EXISTS', B .. ':held') == 1
local answer = { now, isKept and 1 or 0, hands, batch[1], batch[2], batch[3], batch[4] }
if batch[5] ~= 'in_progress' or batch[6] or now >= tonumber(batch[3]) then
  answer[8] = {}
  return answer
end

-- The least score in a queue of the model, from `from` on; nil when there is none.
local function firstDue(queue, model, from)
  return tonumber(redis.call('ZRANGEBYSCORE', queueKey(queue, model), from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2])
end
-- When this asker may claim something, or nil; then whether there are suspects.
local function offeredAt(model, permission)
  local earliest
  local function offer(due)
    if due and (not earliest or due < earliest) then earliest = due end
  end
  local queued, single, suspect = firstDue('queue', model, '-inf'), firstDue('singles', model, '-inf'), firstDue('suspects', model, '-inf')
  local lapsed = single and single <= now
  if suspects then
    offer(suspect)
    if lapsed then offer(single) end
  end
  if permission ~= 'none' then
    if not lapsed then
      offer(single)
    elseif not suspects then
      offer(firstDue('singles', model, '(' .. string.format('%d', now)))
    end
    if queued and queued < math.huge then offer(queued) end
    if permission == 'all' and (queued == math.huge or firstDue('queue', model, '+inf')) then offer(now) end
  end
  return earliest, suspect or lapsed
end

local asked = {}
for index = 7, #ARGV do asked[ARGV[index]] = true end
local lanes, fields, counts = {}, redis.call('HGETALL', B .. ':lanes'), {}
for index = 1, #fields, 2 do counts[fields[index]] = fields[index + 1] end
for field, open in pairs(counts) do
  local number = tonumber(string.match(field, '^open:(%d+)$'))
  if number and tonumber(open) > 0 then
    local model = wordOf(number)
    local permission = permissionOf(model, pool)
    local at, anySuspects = offeredAt(number, permission)
    if (ARGV[6] == '0' or asked[model]) and (withheld or permission ~= 'none' or (suspects and anySuspects)) then
      local left = tonumber(batch[3]) - now
      local wait = at and math.min(left, math.max(0, at - now)) or left
      lanes[#lanes + 1] = { model, open, counts['tokens:' .. number], wait, permission }
    end
  end
end
answer[8] = lanes
return answer
