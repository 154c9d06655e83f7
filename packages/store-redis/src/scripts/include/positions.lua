-- Sets of positions in an extent, as bits: words of 32 by number, the highest bit first, from `low` to `high`. Packed: `low` in two
-- bytes, then each word in four, big-endian; neither the first nor the last is empty. '' is the empty set.
local wordsPerCall = 64

local function positionsOf(packed)
  local set = { low = 0, high = -1 }
  if packed == '' then return set end
  set.low = struct.unpack('>I2', packed)
  local place, left = set.low, (#packed - 2) / 4
  set.high = place + left - 1
  while left > 0 do
    local count = math.min(left, wordsPerCall)
    local words = { struct.unpack('>' .. string.rep('I4', count), packed, 3 + 4 * (place - set.low)) }
    for index = 1, count do set[place + index - 1] = words[index] end
    place, left = place + count, left - count
  end
  return set
end

local function pack(set)
  local low, high = set.low, set.high
  while low <= high and set[low] == 0 do low = low + 1 end
  while high >= low and set[high] == 0 do high = high - 1 end
  if low > high then return '' end
  local parts = { struct.pack('>I2', low) }
  for place = low, high, wordsPerCall do
    local last = math.min(high, place + wordsPerCall - 1)
    parts[#parts + 1] = struct.pack('>' .. string.rep('I4', last - place + 1), unpack(set, place, last))
  end
  return table.concat(parts)
end

local function countBits(word)
  word = word - bit.band(bit.rshift(word, 1), 0x55555555)
  word = bit.band(word, 0x33333333) + bit.band(bit.rshift(word, 2), 0x33333333)
  word = bit.band(word + bit.rshift(word, 4), 0x0f0f0f0f)
  word = word + bit.rshift(word, 8)
  return bit.band(word + bit.rshift(word, 16), 0x3f)
end

local function sizeOf(set)
  local size = 0
  for place = set.low, set.high do size = size + countBits(set[place]) end
  return size
end

-- `set` without `gone`; then whether any of `gone` was in it, and whether all of `gone` was.
local function subtract(set, gone)
  local left, any, all = { low = set.low, high = set.high }, false, true
  for place = set.low, set.high do left[place] = set[place] end
  for place = gone.low, gone.high do
    local word = bit.tobit(gone[place])
    local both = bit.band(set[place] or 0, word)
    if both ~= 0 then
      any = true
      left[place] = bit.bxor(set[place], both)
    end
    if both ~= word then all = false end
  end
  return left, any, all
end

-- The first `count` bits of a word.
local function firstBits(word, count)
  local taken = 0
  for place = 31, 0, -1 do
    local one = bit.band(word, bit.lshift(1, place))
    if count > 0 and one ~= 0 then taken, count = bit.bor(taken, one), count - 1 end
  end
  return taken
end

-- The first `count` positions, and how many they are.
local function firstOf(set, count)
  local taken, size = { low = set.low, high = set.low - 1 }, 0
  for place = set.low, set.high do
    if size >= count then break end
    local bits = countBits(set[place])
    taken[place] = size + bits <= count and set[place] or firstBits(set[place], count - size)
    taken.high, size = place, math.min(count, size + bits)
  end
  return taken, size
end
