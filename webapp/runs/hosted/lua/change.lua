-- id, by, name, value, name, value...
local id = ARGV[1]
local state = field(id, 'state')
if state == '' or state == 'done' or state == 'stopped' or state == 'failed' then return 'ended' end
local params = cjson.decode(field(id, 'params'))
for n = 3, #ARGV, 2 do params[ARGV[n]] = ARGV[n + 1] end
redis.call('HSET', run(id), 'params', cjson.encode(params), 'by', ARGV[2])
redis.call('HINCRBY', run(id), 'version', 1)
ring()
return 'changed'
