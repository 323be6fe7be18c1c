-- id: bytes of everything the run keeps
local total = tonumber(redis.call('GET', 'lab:size:' .. ARGV[1]) or '0')
total = total + redis.call('STRLEN', 'lab:checkpoint:' .. ARGV[1])
for _, shelf in ipairs({ 'lab:kept:', 'lab:latest:' }) do
  for _, step in ipairs(redis.call('HKEYS', shelf .. ARGV[1])) do
    total = total + redis.call('HSTRLEN', shelf .. ARGV[1], step)
  end
end
return total
