-- patience, milliseconds: runs that nobody has watched for so long are asked to wait; their ids
local at, found = now(), {}
for _, id in ipairs(redis.call('SMEMBERS', 'lab:open')) do
  local row = redis.call('HMGET', run(id), 'state', 'command', 'unwatched', 'worker', 'watched')
  local trains = row[1] == 'running' and row[2] == 'run' and row[3] ~= 'train' and row[3] ~= 'stop'
  local since = tonumber(row[5] or '') or at
  if trains and alive(row[4], at, tonumber(ARGV[1])) and since + tonumber(ARGV[2]) < at then
    redis.call('HSET', run(id), 'command', 'pause', 'by', 'lab', 'idle', '1')
    redis.call('HINCRBY', run(id), 'version', 1)
    found[#found + 1] = id
  end
end
if #found > 0 then ring() end
return found
