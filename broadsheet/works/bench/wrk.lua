-- wrk -s wrk.lua URL -- FILE: sends the requests of FILE (each behind its length in four bytes) one after the other.
local requests, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local all = file:read("*a")
  file:close()
  local place = 1
  while place < #all do
    local a, b, c, d = all:byte(place, place + 3)
    local length = a + 256 * b + 65536 * c + 16777216 * d
    requests[#requests + 1] = all:sub(place + 4, place + 3 + length)
    place = place + 4 + length
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
