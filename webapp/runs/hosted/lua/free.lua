-- worker, most losses, then bodies of stopped, of failed and of queued as JSON lists of one
-- string each: its runs wait again, or have failed; the ids of those moved
local worker, most = ARGV[1], tonumber(ARGV[2])
local bodies = { stopped = cjson.decode(ARGV[3]), failed = cjson.decode(ARGV[4]), queued = cjson.decode(ARGV[5]) }
redis.call('HDEL', 'lab:workers', worker)
redis.call('HDEL', 'lab:pids', worker)
local moved = {}
for _, id in ipairs(redis.call('SMEMBERS', 'lab:held:' .. worker)) do
  if field(id, 'worker') == worker then
    local before, state = field(id, 'state'), orphaned(id, most)
    become(id, state)
    if state ~= before then
      say(id, bodies[state])
      redis.call('HINCRBY', run(id), 'losses', 1)
    end
    moved[#moved + 1] = id
  end
end
redis.call('DEL', 'lab:held:' .. worker)
return moved
