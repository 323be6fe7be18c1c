-- id, epoch, most of a person, patience, most of the server: paused -> running if there is a place
local id = ARGV[1]
if not owns(id, ARGV[2]) then return -1 end
local _, live = share(now(), tonumber(ARGV[4]), tonumber(ARGV[3]))
local mine = live[field(id, 'owner')] or 0
if field(id, 'state') == 'running' then return 1 end
if mine >= tonumber(ARGV[3]) or full(live, tonumber(ARGV[5])) then return 0 end
enter(id, 'running')
return 1
