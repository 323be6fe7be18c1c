-- bytes of all runs
local total = 0
for _, id in ipairs(redis.call('ZRANGE', 'lab:runs', 0, -1)) do
  total = total + number(id, 'size')
end
return tostring(total)
