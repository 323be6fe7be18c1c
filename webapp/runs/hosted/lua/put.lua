-- KEYS[1], KEYS[2] of the upload; id, epoch, field or '', bytes: written by the owner, whole or not at all;
-- 0 when the upload is gone
if not owns(ARGV[1], ARGV[2]) then return -1 end
local blob = redis.call('GET', KEYS[2]) or ''
if #blob ~= tonumber(ARGV[4]) then return 0 end
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], blob)
else
  redis.call('HSET', KEYS[1], ARGV[3], blob)
end
redis.call('DEL', KEYS[2])
return 1
