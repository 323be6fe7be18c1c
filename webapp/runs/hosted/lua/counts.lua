-- how many runs in each state
local found, flat = {}, {}
for _, id in ipairs(redis.call('ZRANGE', 'lab:runs', 0, -1)) do
  local state = field(id, 'state')
  found[state] = (found[state] or 0) + 1
end
for state, count in pairs(found) do
  flat[#flat + 1] = state
  flat[#flat + 1] = tostring(count)
end
return flat
