-- patience, most of a person, ids...: fields and values of each run, its size and place appended; {} for none
local at, found, waits = now(), {}, nil
for n = 3, #ARGV do
  local id = ARGV[n]
  local row = redis.call('HGETALL', run(id))
  if #row > 0 then
    local position = 0
    if field(id, 'state') == 'queued' then
      waits = waits or share(at, tonumber(ARGV[1]), tonumber(ARGV[2]))
      for p, w in ipairs(waits) do
        if w.id == id then position = p end
      end
    end
    row[#row + 1] = 'position'
    row[#row + 1] = tostring(position)
  end
  found[#found + 1] = row
end
return found
