-- Gives holds up; what the owner does not hold stays as it is.
-- KEYS 1 results, 2 when they count as absent. ARGV 1 now, 2 apartMs, 3… field, owner, …. Returns 1.
-- uses: clock, result
local now = clock(ARGV[1])
for index = 3, #ARGV, 2 do
  local known = loadResult(ARGV[index], now)
  if known and known.place == '' and known.owner == ARGV[index + 1] then
    saveResult(ARGV[index], '', now, '', now + tonumber(ARGV[2]))
  end
end
return 1
