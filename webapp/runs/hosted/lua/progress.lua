-- id, epoch, step, used, size, saved
local id = ARGV[1]
if not owns(id, ARGV[2]) then return -1 end
redis.call('HSET', run(id), 'step', ARGV[3], 'size', ARGV[5])
redis.call('HINCRBYFLOAT', run(id), 'used', ARGV[4])
redis.call('HINCRBYFLOAT', 'lab:used', field(id, 'owner'), ARGV[4])
if ARGV[6] == '1' then redis.call('HSET', run(id), 'losses', 0) end
return 1
