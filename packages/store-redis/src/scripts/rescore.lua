-- Replaces a hint by what the batch itself said, unless another came meanwhile: then that one stands. A batch that is live, or was
-- announced in the last minute, is looked at again in ten seconds at the latest: so a hint that was lost is late by no more, and
-- one whose maker is about to write does not lead nowhere. That a batch is due is said in milliseconds from now: its clock may be
-- another.
-- KEYS 1 due hints, 2 live hints. ARGV 1 now, 2 batch, 3 score that was seen, 4 dueInMs or '', 5 whether it is live,
-- 6 held shards. Returns 1, or 0 when another stands.
-- uses: clock
local now, id = clock(ARGV[1]), ARGV[2]
if redis.call('ZSCORE', KEYS[1], id) ~= ARGV[3] then return 0 end
local soon, due = now + 10000, ARGV[4] ~= '' and now + tonumber(ARGV[4])
if ARGV[5] == '1' then redis.call('ZADD', KEYS[2], 'NX', now, id) end
local announced = tonumber(redis.call('ZSCORE', KEYS[2], id) or 0)
if ARGV[5] == '1' or announced > now - 60000 then
  redis.call('ZADD', KEYS[1], math.min(due or soon, soon), id)
  return 1
end
if due then redis.call('ZADD', KEYS[1], due, id) else redis.call('ZREM', KEYS[1], id) end
if ARGV[6] == '0' then redis.call('ZREM', KEYS[2], id) end
return 1
