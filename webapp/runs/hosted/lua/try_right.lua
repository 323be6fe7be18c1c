-- network: the try that was counted last was right, it is taken back
redis.call('RPOP', 'lab:tries:' .. ARGV[1])
if redis.call('EXISTS', 'lab:tries:' .. ARGV[1]) == 0 then redis.call('ZREM', 'lab:tries', ARGV[1]) end
return 1
