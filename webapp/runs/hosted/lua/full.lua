-- most of the server, patience: whether so many runs train
local _, live = share(now(), tonumber(ARGV[2]), 0)
return full(live, tonumber(ARGV[1])) and 1 or 0
