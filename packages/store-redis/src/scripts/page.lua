-- Members of a sorted set from behind one of them. Changes nothing.
-- KEYS 1 the set. ARGV 1 member or '', 2 `asc` or `desc`, 3 members at the most. Returns them; none when the member is unknown.
local rank, descends = -1, ARGV[2] == 'desc'
if ARGV[1] ~= '' then
  rank = redis.call(descends and 'ZREVRANK' or 'ZRANK', KEYS[1], ARGV[1])
  if not rank then return {} end
end
return redis.call(descends and 'ZREVRANGE' or 'ZRANGE', KEYS[1], rank + 1, rank + tonumber(ARGV[3]))
