-- id, name, value: one field of a run that is there
if redis.call('EXISTS', run(ARGV[1])) == 0 then return 'unknown' end
redis.call('HSET', run(ARGV[1]), ARGV[2], ARGV[3])
return 'set'
