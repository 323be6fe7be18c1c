-- patience, most of a person, most of the server, ids...: fields and values of each run, its place and
-- the reason appended; {} for none
local found, waits = {}, nil
for n = 4, #ARGV do
  local id = ARGV[n]
  local row = redis.call('HGETALL', run(id))
  if #row > 0 then
    local here = { position = 0, why = '' }
    if field(id, 'state') == 'queued' then
      waits = waits or places(now(), tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))
      here = waits[id] or here
    end
    for _, text in ipairs({ 'position', tostring(here.position), 'reason', here.why }) do
      row[#row + 1] = text
    end
  end
  found[#found + 1] = row
end
return found
