-- patience, most of a person, most, body with @ for the place: tell every waiting run whose place has changed
for position, w in ipairs((share(now(), tonumber(ARGV[1]), tonumber(ARGV[2])))) do
  if position > tonumber(ARGV[3]) then break end
  if w.told ~= tostring(position) and field(w.id, 'state') == 'queued' then
    redis.call('HSET', run(w.id), 'told', position)
    say(w.id, { (string.gsub(ARGV[4], '@', tostring(position))) })
  end
end
