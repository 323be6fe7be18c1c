-- link_find id: what was kept, which is now the one opened last, unless the server is full.
local id, t = ARGV[1], redis.call('TIME')
local text = redis.call('GET', 'lab:link:' .. id)
if text then
  redis.pcall('ZADD', 'lab:links', 'XX', 'GT', string.format('%d', t[1] * 1000000 + t[2]), id)
end
return text
