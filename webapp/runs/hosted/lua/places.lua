-- patience, most of a person, most of the server, most told, bodies by reason with @ for the place:
-- tell every waiting run whose place or reason has changed. Machines set to other limits would
-- give other reasons, in turn and without end: those speak whose limits were told last.
local limits = ARGV[2] .. ' ' .. ARGV[3]
if (redis.call('GET', 'lab:limits') or limits) ~= limits then return end
redis.call('SET', 'lab:limits', limits, 'PX', ARGV[1])
local at, most, all = now(), tonumber(ARGV[2]), tonumber(ARGV[3])
local waits, live = share(at, tonumber(ARGV[1]), most)
local bodies = cjson.decode(ARGV[5])
for position, w in ipairs(waits) do
  if position > tonumber(ARGV[4]) then break end
  local reason = why(w, live, at, most, all)
  local changed = w.told ~= tostring(position) or w.why ~= reason
  if changed and field(w.id, 'state') == 'queued' then
    redis.call('HSET', run(w.id), 'told', position, 'why', reason)
    say(w.id, { (string.gsub(bodies[reason], '@', tostring(position))) })
  end
end
