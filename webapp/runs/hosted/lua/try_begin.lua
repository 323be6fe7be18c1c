-- network, most wrong tries, for how long (ms), most networks: count a try before it is judged;
-- 0, or the seconds to wait, and then it is not counted. Networks that were wrong longest ago make room.
local network, most, window = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local key, at = 'lab:tries:' .. network, now()
while true do
  local oldest = redis.call('LINDEX', key, 0)
  if not oldest or tonumber(oldest) > at - window then break end
  redis.call('LPOP', key)
end
if redis.call('LLEN', key) >= most then
  return math.max(1, math.ceil((tonumber(redis.call('LINDEX', key, -most)) + window - at) / 1000))
end
redis.call('RPUSH', key, string.format('%d', at))
redis.call('PEXPIRE', key, window)
redis.call('ZADD', 'lab:tries', string.format('%d', at), network)
redis.call('ZREMRANGEBYSCORE', 'lab:tries', '-inf', string.format('%d', at - window))
while redis.call('ZCARD', 'lab:tries') > tonumber(ARGV[4]) do
  redis.call('DEL', 'lab:tries:' .. redis.call('ZPOPMIN', 'lab:tries')[1])
end
redis.call('PEXPIRE', 'lab:tries', window)
return 0
