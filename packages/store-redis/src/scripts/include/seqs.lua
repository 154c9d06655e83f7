-- Sets of positions as ranges {from, stop}: ascending, disjoint, half-open. Packed, each bound is a big-endian number of two
-- bytes (positions in an extent) or four (seqs of a batch).
local function readRanges(text, format, base)
  local ranges, at = {}, 1
  while at <= #text do
    local from, stop
    from, stop, at = struct.unpack(format, text, at)
    ranges[#ranges + 1] = { from - base, stop - base }
  end
  return ranges
end

local function positionsOf(packed) return readRanges(packed, '>I2I2', 0) end
local function positionsOfSeqs(packed, first) return readRanges(packed, '>I4I4', first) end

local function packRanges(ranges)
  local packed = {}
  for index, range in ipairs(ranges) do packed[index] = struct.pack('>I2I2', range[1], range[2]) end
  return table.concat(packed)
end

local function sizeOf(ranges)
  local size = 0
  for _, range in ipairs(ranges) do size = size + range[2] - range[1] end
  return size
end

local function subtract(ranges, gone)
  local left, skip = {}, 1
  for _, range in ipairs(ranges) do
    local at, stop = range[1], range[2]
    while gone[skip] and gone[skip][2] <= at do skip = skip + 1 end
    local index = skip
    while gone[index] and gone[index][1] < stop do
      if gone[index][1] > at then left[#left + 1] = { at, gone[index][1] } end
      at = math.max(at, gone[index][2])
      index = index + 1
    end
    if at < stop then left[#left + 1] = { at, stop } end
  end
  return left
end

local function firstOf(ranges, count)
  local taken = {}
  for _, range in ipairs(ranges) do
    if count <= 0 then break end
    local stop = math.min(range[2], range[1] + count)
    taken[#taken + 1] = { range[1], stop }
    count = count - (stop - range[1])
  end
  return taken
end
