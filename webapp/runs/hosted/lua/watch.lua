-- ids...: somebody watches them now; those that wait for it
local found = {}
for _, id in ipairs(ARGV) do
  if redis.call('EXISTS', run(id)) == 1 then
    redis.call('HSET', run(id), 'watched', now())
    if field(id, 'idle') == '1' then found[#found + 1] = id end
  end
end
return found
