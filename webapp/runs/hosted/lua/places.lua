-- patience, most of a person, most of the server, most told, bodies by reason with @ for the place:
-- tell every waiting run whose place or reason has changed
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
