-- a time: the runs that have been paused, and that nobody has watched, since before it, oldest first
local before, found = tonumber(ARGV[1]), {}
for _, id in ipairs(redis.call('SMEMBERS', 'lab:open')) do
  local row = redis.call('HMGET', run(id), 'state', 'since', 'watched')
  local last = math.max(tonumber(row[2] or '') or now(), tonumber(row[3] or '') or 0)
  if row[1] == 'paused' and last < before then found[#found + 1] = { id, last } end
end
table.sort(found, function(a, b) return a[2] < b[2] end)
local ids = {}
for n, pair in ipairs(found) do ids[n] = pair[1] end
return ids
