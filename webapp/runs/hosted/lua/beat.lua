-- worker, pid: it is alive
though_full()  -- a lease that nobody can renew would be given to somebody else
redis.call('HSET', 'lab:workers', ARGV[1], now())
redis.call('HSET', 'lab:pids', ARGV[1], ARGV[2])
