-- id, epoch, taken, version: running -> paused, the lease kept
local id = ARGV[1]
if not owns(id, ARGV[2]) then return -1 end
enter(id, 'paused')
redis.call('HSET', run(id), 'taken', ARGV[3])
if number(id, 'version') == tonumber(ARGV[4]) then redis.call('HSET', run(id), 'command', 'pause') end
return 1
