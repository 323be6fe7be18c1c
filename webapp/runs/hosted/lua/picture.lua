-- picture digest png seconds most: keep it, and as many of this person's newest as may stay.
local key, names = KEYS[1], KEYS[2]
local digest, png, seconds, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local home = string.sub(key, 1, -#digest - 1)
redis.call('SET', key, png, 'EX', seconds)
redis.call('LREM', names, 0, digest)
redis.call('LPUSH', names, digest)
for _, old in ipairs(redis.call('LRANGE', names, most, -1)) do
  redis.call('DEL', home .. old)
end
redis.call('LTRIM', names, 0, most - 1)
redis.call('EXPIRE', names, seconds)
return 1
