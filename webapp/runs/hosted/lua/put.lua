-- KEYS[1]; id, epoch, field or '', blob: written by the owner or not at all
if not owns(ARGV[1], ARGV[2]) then return -1 end
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], ARGV[4])
else
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
end
return 1
