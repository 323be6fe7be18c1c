-- What every script begins with. Keys are made here and in keys.py, nowhere else; the store
-- needs one Redis or Valkey server, not a cluster. Times are milliseconds of the server's clock.
local function run(id) return 'lab:run:' .. id end

local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function field(id, name) return redis.call('HGET', run(id), name) or '' end

local function number(id, name) return tonumber(redis.call('HGET', run(id), name) or '') or 0 end

-- Whether a trainer has beaten within `patience` ms.
local function alive(worker, at, patience)
  if worker == '' then return false end
  local beat = redis.call('HGET', 'lab:workers', worker)
  return beat ~= false and tonumber(beat) + patience >= at
end

-- Append frames whose ids are the offsets at which they end (frames.py does the same).
local function say(id, bodies)
  local size = tonumber(redis.call('GET', 'lab:size:' .. id) or '0')
  local frames = {}
  for _, body in ipairs(bodies) do
    local stop, frame = size + #body, nil
    repeat
      frame = 'id: ' .. string.format('%d', stop) .. '\n' .. body
      local found = size + #frame
      local right = found == stop
      stop = found
    until right
    frames[#frames + 1] = frame
    size = stop
  end
  if #frames > 0 then
    redis.call('XADD', 'lab:log:' .. id, string.format('%d-0', size), 'f', table.concat(frames))
    redis.call('SET', 'lab:size:' .. id, string.format('%d', size))
    redis.call('PUBLISH', 'lab:grew:' .. id, '')
  end
  return size
end

-- What follows may be written though the server is full: it lets a script finish that has begun
-- with a removal, even of nothing. Only for what takes next to no room, or makes some.
local function though_full() redis.call('HDEL', 'lab:workers', '') end

-- Trainers hear that there is something to read.
local function ring() redis.call('PUBLISH', 'lab:news', '') end

-- Say in which state it is, and since when if that is new.
local function enter(id, state)
  if field(id, 'state') ~= state then redis.call('HSET', run(id), 'since', now()) end
  redis.call('HSET', run(id), 'state', state)
end

-- Put a run that nobody holds into `state`; whoever held it once is fenced out.
local function become(id, state)
  local worker = field(id, 'worker')
  if worker ~= '' then redis.call('SREM', 'lab:held:' .. worker, id) end
  enter(id, state)
  redis.call('HSET', run(id), 'worker', '', 'told', '')
  redis.call('HINCRBY', run(id), 'epoch', 1)
  if state == 'done' or state == 'stopped' or state == 'failed' then
    redis.call('SREM', 'lab:open', id)
    redis.call('ZADD', 'lab:ended', now(), id)
  end
  ring()
end

local function owns(id, epoch) return redis.call('HGET', run(id), 'epoch') == epoch end

-- Who waits, by fair share: the presenter (up to `most` that train), fewest runs training, then
-- least time used, then first come; and how many runs of each owner and each trainer train.
-- Expired leases wait, unless `patience` is 0: the server itself was away, and nobody could beat.
local function share(at, patience, most)
  local waits, live, load = {}, {}, {}
  for _, id in ipairs(redis.call('SMEMBERS', 'lab:open')) do
    local row = redis.call('HMGET', run(id), 'state', 'owner', 'worker', 'seq', 'told', 'first', 'since', 'why')
    local held = row[1] == 'running' and (patience == 0 or alive(row[3], at, patience))
    if held then
      live[row[2]] = (live[row[2]] or 0) + 1
      load[row[3]] = (load[row[3]] or 0) + 1
    elseif row[1] == 'queued' or row[1] == 'running' then
      waits[#waits + 1] = { id = id, owner = row[2], seq = tonumber(row[4]), told = row[5],
        first = row[6] == '1', since = tonumber(row[7] or '') or 0, why = row[8] or '' }
    end
  end
  for _, w in ipairs(waits) do
    w.live = live[w.owner] or 0
    w.used = tonumber(redis.call('HGET', 'lab:used', w.owner) or '0')
    w.first = w.first and w.live < most
  end
  table.sort(waits, function(a, b)
    if a.first ~= b.first then return a.first end
    if a.live ~= b.live then return a.live < b.live end
    if a.used ~= b.used then return a.used < b.used end
    return a.seq < b.seq
  end)
  return waits, live, load
end

-- Whether the whole server trains `most` runs; 0 is no limit.
local function full(live, most)
  local count = 0
  for _, n in pairs(live) do count = count + n end
  return most > 0 and count >= most
end

-- The fewest runs that any trainer which beats has, at most `most`.
local function least_load(load, at, quiet, most)
  local least = most
  local workers = redis.call('HGETALL', 'lab:workers')
  for n = 1, #workers, 2 do
    if tonumber(workers[n + 1]) + quiet > at then least = math.min(least, load[workers[n]] or 0) end
  end
  return least
end

-- Why a run waits: 'own' or 'all' (its owner, or everybody, trains as many as may be), 'none' or
-- 'busy' (no trainer is at work, or none has room); '' at first. The times are those of queue.py.
local function why(w, live, at, most, all)
  if w.live >= most then return 'own' end
  if full(live, all) then return 'all' end
  if at - w.since < 2000 then return '' end
  for _, beat in ipairs(redis.call('HVALS', 'lab:workers')) do
    if tonumber(beat) + 10000 > at then return 'busy' end
  end
  return 'none'
end

-- Where each run waits and why, by its id.
local function places(at, patience, most, all)
  local found, waits, live = {}, share(at, patience, most)
  for position, w in ipairs(waits) do
    found[w.id] = { position = position, why = why(w, live, at, most, all) }
  end
  return found
end

-- The state of a run whose trainer died.
local function orphaned(id, most_losses)
  local state = field(id, 'state')
  if field(id, 'command') == 'stop' then return 'stopped' end
  if state == 'paused' then return 'paused' end
  if number(id, 'losses') + 1 >= most_losses then return 'failed' end
  return 'queued'
end
