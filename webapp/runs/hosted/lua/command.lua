-- id, command, by, steps, patience, states from which it moves (a,b), next state, bodies...
local id = ARGV[1]
local state = field(id, 'state')
if state == '' then return 'unknown' end
if state == 'done' or state == 'stopped' or state == 'failed' then return 'ended' end
-- Its trainer has yet to hear that it is to stop: nothing takes that back.
if field(id, 'command') == 'stop' and ARGV[2] ~= 'stop' then return 'ended' end
redis.call('HSET', run(id), 'command', ARGV[2], 'by', ARGV[3], 'idle', '0')
redis.call('HINCRBY', run(id), 'steps', ARGV[4])
redis.call('HINCRBY', run(id), 'version', 1)
local worker = field(id, 'worker')
if alive(worker, now(), tonumber(ARGV[5])) then
  ring()
  return 'told'
end
if state == 'running' then state = 'queued' end
if string.find(',' .. ARGV[6] .. ',', ',' .. state .. ',', 1, true) then
  become(id, ARGV[7])
  say(id, { unpack(ARGV, 8) })
end
ring()
return 'moved'
