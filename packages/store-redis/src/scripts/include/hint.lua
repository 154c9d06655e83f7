-- Sets a hint without ever making it late: one that is to come moves only to an earlier time, and one that has come stays come.
-- That one changes its score all the same, so that whoever looked before this call cannot put it away after it.
local function setHint(hints, member, at, now)
  local known = redis.call('ZSCORE', hints, member)
  known = known and tonumber(known)
  if known and known > now then
    at = math.min(known, at)
  elseif known then
    at = known > now - 1000 and known - 1 or now
  end
  redis.call('ZADD', hints, at, member)
end
