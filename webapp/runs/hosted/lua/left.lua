-- milliseconds: the runs that are to stop when left, and that nobody has watched for so long
local before, found = now() - tonumber(ARGV[1]), {}
for _, id in ipairs(redis.call('SMEMBERS', 'lab:open')) do
  local row = redis.call('HMGET', run(id), 'unwatched', 'command', 'watched')
  local since = tonumber(row[3] or '') or now()
  if row[1] == 'stop' and row[2] ~= 'stop' and since < before then found[#found + 1] = id end
end
return found
