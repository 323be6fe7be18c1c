-- most of a person, patience: whether a run waits that would be claimed if there were room
for _, w in ipairs((share(now(), tonumber(ARGV[2]), tonumber(ARGV[1])))) do
  if w.live < tonumber(ARGV[1]) then return 1 end
end
return 0
