-- link_keep id text most bytes opened: keep a link that was opened at `opened` (microseconds;
-- 0 is now); those opened longest ago make room.
local id, text, most, bytes = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local t, opened = redis.call('TIME'), ARGV[5]
if opened == '0' then opened = string.format('%d', t[1] * 1000000 + t[2]) end
if redis.call('SET', 'lab:link:' .. id, text, 'NX') then
  redis.call('INCRBY', 'lab:links:bytes', #text)
end
redis.call('ZADD', 'lab:links', 'GT', opened, id)
while redis.call('ZCARD', 'lab:links') > most
  or tonumber(redis.call('GET', 'lab:links:bytes')) > bytes do
  local old = redis.call('ZPOPMIN', 'lab:links')[1]
  if not old then break end
  redis.call('DECRBY', 'lab:links:bytes', redis.call('STRLEN', 'lab:link:' .. old))
  redis.call('DEL', 'lab:link:' .. old)
end
return 1
