-- worker: what is asked of each run it holds, and the server's time
local found = {}
for _, id in ipairs(redis.call('SMEMBERS', 'lab:held:' .. ARGV[1])) do
  found[#found + 1] = redis.call('HMGET', run(id), 'id', 'epoch', 'version', 'command', 'by',
    'steps', 'taken', 'params', 'looked')
end
return { now(), found }
