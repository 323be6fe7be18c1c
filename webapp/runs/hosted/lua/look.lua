-- id: somebody looks at its pictures
if redis.call('EXISTS', run(ARGV[1])) == 1 then
  redis.call('HSET', run(ARGV[1]), 'looked', now())
  ring()
end
