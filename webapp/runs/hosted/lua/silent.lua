-- milliseconds: the workers that have not beaten for so long
local at, found = now(), {}
local workers = redis.call('HGETALL', 'lab:workers')
for n = 1, #workers, 2 do
  if tonumber(workers[n + 1]) + tonumber(ARGV[1]) < at then found[#found + 1] = workers[n] end
end
return found
