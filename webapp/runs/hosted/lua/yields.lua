-- worker, most it holds, most of a person, patience of leases, patience of load, most of the
-- server: the run to give back for one of the presenter's, or ''
local worker, most = ARGV[1], tonumber(ARGV[2])
local at, patience = now(), tonumber(ARGV[4])
local waits, live, load = share(at, patience, tonumber(ARGV[3]))
if #waits == 0 or not waits[1].first then return '' end
local room = not full(live, tonumber(ARGV[6])) and least_load(load, at, tonumber(ARGV[5]), most) < most
if room then return '' end
local oldest, since = nil, math.huge
for _, id in ipairs(redis.call('SMEMBERS', 'lab:open')) do
  local row = redis.call('HMGET', run(id), 'state', 'worker', 'first', 'since')
  local held = row[1] == 'running' and (patience == 0 or alive(row[2], at, patience))
  local began = tonumber(row[4] or '') or 0
  if held and row[3] ~= '1' and began < since then oldest, since = id, began end
end
if oldest and field(oldest, 'worker') == worker then return oldest end
return ''
