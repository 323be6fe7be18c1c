-- id, seconds its last words can still be read, bodies...
local id = ARGV[1]
local state, owner, worker = field(id, 'state'), field(id, 'owner'), field(id, 'worker')
if state == '' then return 'gone' end
though_full()
if state ~= 'done' and state ~= 'stopped' and state ~= 'failed' then say(id, { unpack(ARGV, 3) }) end
local left = tonumber(redis.call('HGET', 'lab:used', owner) or '0') - number(id, 'used')
redis.call('SREM', 'lab:open', id)
redis.call('SREM', 'lab:held:' .. worker, id)
redis.call('ZREM', 'lab:runs', id)
redis.call('ZREM', 'lab:ended', id)
redis.call('ZREM', 'lab:of:' .. owner, id)
if redis.call('ZCARD', 'lab:of:' .. owner) == 0 then
  redis.call('HDEL', 'lab:used', owner)
else
  redis.call('HSET', 'lab:used', owner, tostring(math.max(0, left)))
end
redis.call('DEL', run(id), 'lab:checkpoint:' .. id, 'lab:kept:' .. id, 'lab:latest:' .. id)
redis.call('EXPIRE', 'lab:log:' .. id, ARGV[2])
redis.call('EXPIRE', 'lab:size:' .. id, ARGV[2])
ring()
return 'deleted'
