-- id, epoch, token, bodies...: the new size; a token that was seen has been written already
local id = ARGV[1]
if not owns(id, ARGV[2]) then return -1 end
if field(id, 'token') == ARGV[3] then return tonumber(redis.call('GET', 'lab:size:' .. id)) end
redis.call('HSET', run(id), 'token', ARGV[3])
return say(id, { unpack(ARGV, 4) })
