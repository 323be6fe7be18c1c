-- name, process and milliseconds of silence of every trainer, by name
local at, found = now(), {}
local workers = redis.call('HGETALL', 'lab:workers')
for n = 1, #workers, 2 do
  local pid = redis.call('HGET', 'lab:pids', workers[n]) or '0'
  found[#found + 1] = { workers[n], pid, tostring(math.max(0, at - tonumber(workers[n + 1]))) }
end
table.sort(found, function(a, b) return a[1] < b[1] end)
return found
