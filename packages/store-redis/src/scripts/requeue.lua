-- Reopens ended requests of one extent as a fresh shard and leaves a settlement that says so.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 first seq of the extent, 4 model, 5 packed positions, 6 how many they are, 7 how they ended, 8 tokens,
-- 9 ordinal of the extent's last settlement that the caller saw.
-- Returns 1, or 0 when the hold is lost or the extent was settled since.
-- uses: clock, batch, shard, settlement
if not holdsStep(ARGV[2]) then return 0 end
local now, first = clock(ARGV[1]), tonumber(ARGV[3])
local last = redis.call('LINDEX', settledKey(first), -1)
if not last or cmsgpack.unpack(last)[1] ~= tonumber(ARGV[9]) then return 0 end
local open, size, model, tokens = ARGV[5], tonumber(ARGV[6]), numberOf(ARGV[4]), tonumber(ARGV[8])
addSettlement(first, { at = now, mark = 'requeued', positions = open, model = model })
addShard({ first = first, model = model, tokens = tokens / size, open = open, size = size })
growLane(model, size, tokens)
moveRequests(ARGV[7], 'open', size, now)
return 1
