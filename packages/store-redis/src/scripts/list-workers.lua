-- The workers whose last beat still lives. Changes nothing.
-- KEYS 1 workers. ARGV 1 now. Returns {startedAt, beatAt, beat}, ….
-- uses: clock
local now, live = clock(ARGV[1]), {}
for _, packed in ipairs(redis.call('HVALS', KEYS[1])) do
  local worker = cmsgpack.unpack(packed)
  if now < worker[2] + worker[3] then live[#live + 1] = { worker[1], worker[2], worker[4] } end
end
return live
