local function same(stored, number)
  return (tonumber(stored) or 0) == number
end

-- Creates and joins since the load was read count on top of what the poll saw.
local function carriedOver(before, now, seen)
  if not (now and before) then return seen end
  return math.max(0, seen + (now - before))
end

local function recordPoll(id, expected, nextly)
  local server = readServer(id)
  if not server then return { kind = 'gone' } end
  local unchanged = server.state == expected.state and server.online == expected.online
    and tonumber(server.loadMultiplier) == tonumber(expected.loadMultiplier)
    and same(server.healthy, expected.healthy) and same(server.unhealthy, expected.unhealthy)
    and same(server.awaitedUntil, expected.awaitedUntil or 0)
  if not unchanged then return { kind = 'changed', now = server } end

  local state = nextly.state or server.state
  local hash = key.server .. id
  redis.call('HSET', hash, field.online, nextly.online and 'true' or 'false', unpack(nextly.figures))
  if not (same(server.healthy, nextly.healthy) and same(server.unhealthy, nextly.unhealthy)) then
    redis.pcall('HSET', key.counters .. id, field.healthy, nextly.healthy, field.unhealthy, nextly.unhealthy)
  end
  if #nextly.figures > 0 and server.capacity then
    -- What came since the server was asked is not in the figures; without a word of before, all is.
    local seen = expected.capacity or server.capacity
    uncountOn(id, field.placed, tonumber(seen.placed))
    uncountOn(id, field.joined, tonumber(seen.joined))
  end
  if nextly.awaitedUntil then
    redis.call('HSET', key.awaited, id, string.format('%.0f', nextly.awaitedUntil))
  elseif server.awaitedUntil and not nextly.keepAwaited then
    redis.call('HDEL', key.awaited, id)
  end
  if state ~= server.state then
    redis.call('HSET', hash, field.state, state)
    redis.call(state == 'enabled' and 'SADD' or 'SREM', key.enabled, id)
  end

  if state == 'disabled' or not (nextly.load or nextly.keepLoad) then
    dropLoad(id)
  elseif nextly.load then
    local enabled = state == 'enabled'
    redis.call('ZADD', enabled and key.load or key.cordonedLoad, precise(carriedOver(expected.load, server.load, nextly.load)), id)
    redis.call('ZREM', enabled and key.cordonedLoad or key.load, id)
  end
  return { kind = 'written' }
end

-- Where a key is of a wrong type, that server's poll fails alone. All else is the matter of Redis, and who
-- asked has to see it: a replica is left for another master.
local results = {}
for at, poll in ipairs(ask.polls) do
  local done, result = pcall(recordPoll, poll.id, poll.expected, poll.next)
  if done then
    results[at] = result
  else
    local message = type(result) == 'table' and result.err or tostring(result)
    if not string.find(message, 'WRONGTYPE', 1, true) then error(result) end
    results[at] = { kind = 'failed', error = message }
  end
end
return jsonList(results)
