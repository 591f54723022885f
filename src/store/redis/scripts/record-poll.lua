local id, expected, nextly = ask.id, ask.expected, ask.next
local server = readServer(id)
if not server then return json({ kind = 'gone' }) end

local function same(stored, number)
  return (tonumber(stored) or 0) == number
end

local unchanged = server.state == expected.state and server.online == expected.online
  and tonumber(server.loadMultiplier) == tonumber(expected.loadMultiplier)
  and same(server.healthy, expected.healthy) and same(server.unhealthy, expected.unhealthy)
  and same(server.awaitedUntil, expected.awaitedUntil or 0)
if not unchanged then return json({ kind = 'changed', now = server }) end

local state = nextly.state or server.state
local hash = key.server .. id
redis.call('HSET', hash, field.online, nextly.online and 'true' or 'false', unpack(ask.next.figures))
if not (same(server.healthy, nextly.healthy) and same(server.unhealthy, nextly.unhealthy)) then
  redis.pcall('HSET', key.counters .. id, field.healthy, nextly.healthy, field.unhealthy, nextly.unhealthy)
end
if #ask.next.figures > 0 and server.capacity then
  -- What came since the server was asked is not in the figures; without a word of before, all is.
  local seen = expected.capacity or server.capacity
  uncountOn(id, field.placed, tonumber(seen.placed))
  uncountOn(id, field.joined, tonumber(seen.joined))
end
if nextly.awaitedUntil then
  redis.call('HSET', key.awaited, id, string.format('%.0f', nextly.awaitedUntil))
elseif not nextly.keepAwaited then
  redis.call('HDEL', key.awaited, id)
end
if state ~= server.state then
  redis.call('HSET', hash, field.state, state)
  redis.call(state == 'enabled' and 'SADD' or 'SREM', key.enabled, id)
end

-- Creates and joins since the load was read count on top of what the poll saw.
local function carriedOver()
  if not (server.load and expected.load) then return nextly.load end
  return math.max(0, nextly.load + (server.load - expected.load))
end

if state == 'disabled' or not (nextly.load or nextly.keepLoad) then
  dropLoad(id)
elseif nextly.load then
  local enabled = state == 'enabled'
  redis.call('ZADD', enabled and key.load or key.cordonedLoad, precise(carriedOver()), id)
  redis.call('ZREM', enabled and key.cordonedLoad or key.load, id)
end
return json({ kind = 'written' })
