-- id, epoch, state
if not owns(ARGV[1], ARGV[2]) then return -1 end
become(ARGV[1], ARGV[3])
return 1
