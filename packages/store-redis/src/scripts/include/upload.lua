-- An upload: the record KEYS[1] and the hash of its parts KEYS[2], `bytes:createdAt` by id.
local function isOf(tenant) return redis.call('HGET', KEYS[1], 'tenant') == tenant end

local function isPending(now)
  local upload = redis.call('HMGET', KEYS[1], 'closing', 'expiresAt')
  return not upload[1] and now < tonumber(upload[2])
end

local function answerUpload(now) return { now, redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]) } end
