-- Records answers in the place of whatever is known.
-- KEYS 1 results, 2 when they count as absent. ARGV 1 now, 2 expiresInMs, 3… field, place, ….
-- Returns 1.
-- uses: clock, result
local now = clock(ARGV[1])
for index = 3, #ARGV, 2 do saveResult(ARGV[index], '', now, ARGV[index + 1], now + tonumber(ARGV[2])) end
return 1
