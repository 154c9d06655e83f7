-- Reopens ended requests of one extent as a fresh shard and leaves a settlement that says so.
-- KEYS 1 the batch. ARGV 1 now, 2 fence, 3 first seq of the extent, 4 model, 5 packed seqs, 6 how they ended, 7 tokens,
-- 8 ordinal of the extent's last settlement that the caller saw.
-- Returns 1, or 0 when the hold is lost or the extent was settled since.
-- uses: clock, seqs, batch, shard, settlement
if not holdsStep(ARGV[2]) then return 0 end
local now, first = clock(ARGV[1]), tonumber(ARGV[3])
local last = redis.call('LINDEX', settledKey(first), -1)
if not last or cmsgpack.unpack(last)[1] ~= tonumber(ARGV[8]) then return 0 end
local open, model, tokens = positionsOfSeqs(ARGV[5], first), numberOf(ARGV[4]), tonumber(ARGV[7])
addSettlement(first, { at = now, mark = 'requeued', positions = packRanges(open), model = model })
addShard({ first = first, model = model, tokens = tokens / sizeOf(open), open = open })
growLane(model, sizeOf(open), tokens)
moveRequests(ARGV[6], 'open', sizeOf(open), now)
return 1
