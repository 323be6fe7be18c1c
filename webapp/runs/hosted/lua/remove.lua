-- KEYS[1]; id, epoch, field
if not owns(ARGV[1], ARGV[2]) then return -1 end
redis.call('HDEL', KEYS[1], ARGV[3])
return 1
