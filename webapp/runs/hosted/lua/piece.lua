-- KEYS[1] of the upload; id, epoch, offset, piece, seconds it is kept: 1, or 0 when what came before is gone
if not owns(ARGV[1], ARGV[2]) then return -1 end
if redis.call('STRLEN', KEYS[1]) < tonumber(ARGV[3]) then return 0 end
redis.call('SETRANGE', KEYS[1], ARGV[3], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
