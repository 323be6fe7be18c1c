-- worker, pid: it is alive
redis.call('HSET', 'lab:workers', ARGV[1], now())
redis.call('HSET', 'lab:pids', ARGV[1], ARGV[2])
