-- id, epoch, state, and perhaps version, taken: 0 when anything newer has been asked
local id = ARGV[1]
if not owns(id, ARGV[2]) then return -1 end
if ARGV[4] then
  if number(id, 'version') ~= tonumber(ARGV[4]) then return 0 end
  redis.call('HSET', run(id), 'taken', ARGV[5])
end
become(id, ARGV[3])
return 1
