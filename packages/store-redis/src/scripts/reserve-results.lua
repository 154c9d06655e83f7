-- Asks for each request whether it is to be run.
-- KEYS 1 results, 2 when they count as absent. ARGV 1 now, 2 leaseMs, 3… field, owner, ….
-- Returns for each {`run`}, {`wait`, heldMs} or {`answered`, place}.
-- uses: clock, result
local now, answers = clock(ARGV[1]), {}
for index = 3, #ARGV, 2 do
  local field, owner = ARGV[index], ARGV[index + 1]
  local known, answer = loadResult(field, now), { 'run' }
  if known and known.place ~= '' then
    answer = { 'answered', known.place }
  elseif known and known.owner ~= '' and known.owner ~= owner then
    answer = { 'wait', now - known.since }
  elseif not known or known.owner ~= '' then
    saveResult(field, owner, known and known.since or now, '', now + tonumber(ARGV[2]))
  end
  answers[#answers + 1] = answer
end
return answers
