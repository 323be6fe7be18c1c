-- worker: it is alive
redis.call('HSET', 'lab:workers', ARGV[1], now())
