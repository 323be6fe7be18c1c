-- id, owner, most of a person, most in the queue, patience, most that train of a person, most that
-- train in all, bodies by reason with @ for the place, fields...
local id, owner = ARGV[1], ARGV[2]
local mine, waiting = 0, 0
for _, other in ipairs(redis.call('SMEMBERS', 'lab:open')) do
  local row = redis.call('HMGET', run(other), 'owner', 'state')
  if row[1] == owner then mine = mine + 1 end
  if row[2] == 'queued' then waiting = waiting + 1 end
end
if mine >= tonumber(ARGV[3]) then return 'limit' end
if waiting >= tonumber(ARGV[4]) then return 'full' end
local seq = redis.call('INCR', 'lab:seq')
redis.call('HSET', run(id), 'id', id, 'owner', owner, 'seq', seq, 'since', now(),
  'state', 'queued', unpack(ARGV, 9))
redis.call('SADD', 'lab:open', id)
redis.call('ZADD', 'lab:runs', seq, id)
redis.call('ZADD', 'lab:of:' .. owner, seq, id)
local here = places(now(), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]))[id]
redis.call('HSET', run(id), 'told', here.position, 'why', here.why)
say(id, { (string.gsub(cjson.decode(ARGV[8])[here.why], '@', tostring(here.position))) })
ring()
return 'queued'
