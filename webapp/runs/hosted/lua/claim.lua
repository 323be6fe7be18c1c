-- worker, most it holds, most of a person, patience of leases, patience of load, most of the server:
-- fields, or nothing
local worker, most, live_most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local patience, quiet = tonumber(ARGV[4]), tonumber(ARGV[5])
local at = now()
local waits, live, load = share(at, patience, live_most)
local mine, least = load[worker] or 0, least_load(load, at, quiet, most)
if mine >= most or mine > least or full(live, tonumber(ARGV[6])) then return {} end
for _, w in ipairs(waits) do
  if w.live < live_most then
    local before = field(w.id, 'worker')
    if before ~= '' then redis.call('SREM', 'lab:held:' .. before, w.id) end
    redis.call('HSET', 'lab:workers', worker, at)
    redis.call('SADD', 'lab:held:' .. worker, w.id)
    enter(w.id, 'running')
    redis.call('HSETNX', run(w.id), 'watched', at)
    redis.call('HSET', run(w.id), 'worker', worker)
    redis.call('HINCRBY', run(w.id), 'epoch', 1)
    return redis.call('HGETALL', run(w.id))
  end
end
return {}
