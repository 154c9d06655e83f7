-- The record of a batch: the hash KEYS[1]. All other keys of the batch begin with its name and so lie in its slot.
local B = KEYS[1]

local function isLivePhase(phase)
  return phase == 'validating' or phase == 'in_progress' or phase == 'finalizing'
end

local function holdsStep(fence) return redis.call('HGET', B, 'fence') == fence end

-- Makes the step due now, for a holder's advance too.
local function wake(now)
  local due = redis.call('HGET', B, 'dueAt')
  if not due or tonumber(due) > now then redis.call('HSET', B, 'dueAt', now) end
  redis.call('HSET', B, 'woken', 1)
end

-- Moves requests between counts. The last open one wakes a batch in progress; the answer says whether it did.
local function moveRequests(from, to, count, now)
  if count == 0 then return 0 end
  local left = redis.call('HINCRBY', B, from, -count)
  redis.call('HINCRBY', B, to, count)
  if from ~= 'open' or left > 0 or redis.call('HGET', B, 'phase') ~= 'in_progress' then return 0 end
  wake(now)
  return 1
end

-- Whoever held the step changes nothing any more.
local function endStep()
  redis.call('HINCRBY', B, 'fence', 1)
  redis.call('HSET', B, 'held', 0, 'woken', 0, 'lapses', 0)
end

-- Events as {kind, text, kind, text, …} from ARGV[from] on, `count` of them; the newest 200 stay.
local function addEvents(from, count, now)
  for index = from, from + 2 * count - 1, 2 do
    local ordinal = redis.call('HINCRBY', B, 'lastEvent', 1)
    redis.call('RPUSH', B .. ':timeline', cjson.encode({ ordinal, string.format('%d', now), ARGV[index], ARGV[index + 1] }))
  end
  if count > 0 then redis.call('LTRIM', B .. ':timeline', -200, -1) end
end

-- Words that come again and again (models, pools, workers, engines) stand as numbers in shards and settlements.
local function numberOf(word)
  local names = B .. ':names'
  local known = redis.call('HGET', names, '=' .. word)
  if known then return tonumber(known) end
  local number = redis.call('HLEN', names) / 2 + 1
  redis.call('HSET', names, '=' .. word, number, '#' .. number, word)
  return number
end

local function knownNumberOf(word)
  return tonumber(redis.call('HGET', B .. ':names', '=' .. word) or 0)
end

local function wordOf(number)
  return number > 0 and redis.call('HGET', B .. ':names', '#' .. number) or ''
end
