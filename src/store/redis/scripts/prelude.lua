-- Stands before every script, behind the tables `key` and `field`. A script is asked in JSON (`ask`) and
-- answers in JSON; numbers go as texts, since cjson writes only 14 digits.

local ask = cjson.decode(ARGV[1])

local function json(value)
  return cjson.encode(value)
end

-- cjson takes an empty list for an object.
local function jsonList(list)
  return #list > 0 and cjson.encode(list) or '[]'
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(value)
  return value or nil
end

local function precise(number)
  return string.format('%.17g', number)
end

-- Absent, unreadable, 0 and below count as 1.
local function multiplier(stored)
  local plain = stored and string.match(stored, '^%s*[+-]?[%d.]+[eE]?[+-]?%d*%s*$')
  local number = plain and tonumber(plain)
  if not number or number <= 0 or number == math.huge then return '1.0' end
  return precise(number)
end

-- A hash without (or with an unknown) state is an old or a new one: the set of enabled servers tells.
local function stateOf(id, stored)
  if stored == 'enabled' or stored == 'cordoned' or stored == 'disabled' then return stored end
  return redis.call('SISMEMBER', key.enabled, id) == 1 and 'enabled' or 'disabled'
end

-- A hash without an address is no server: who wrote a field to one that was removed meanwhile left it.
local function isServer(id)
  return redis.call('HEXISTS', key.server .. id, field.url) == 1
end

-- Nil: no such server. `load` and counters are left to `readServer`.
local function readServerHash(id)
  local hash = redis.call('HMGET', key.server .. id, field.url, field.secret, field.tag, field.state,
    field.online, field.loadMultiplier, field.meetings, field.users, field.largestMeeting, field.videos,
    field.bbbVersion)
  if not hash[1] then return nil end
  return {
    id = id, url = hash[1], secret = text(hash[2]), tag = text(hash[3]), state = stateOf(id, hash[4]),
    online = hash[5] == 'true', loadMultiplier = multiplier(hash[6]), meetings = text(hash[7]),
    users = text(hash[8]), largestMeeting = text(hash[9]), videos = text(hash[10]), bbbVersion = text(hash[11]),
  }
end

local function countersOf(id)
  -- Under the bare id anything may stand.
  local counters = redis.pcall('HMGET', key.counters .. id, field.healthy, field.unhealthy)
  return text(counters[1]), text(counters[2])
end

local function isLimited(id)
  return redis.call('SISMEMBER', key.limited, id) == 1
end

-- What an operator lets a server take, and what has come since its last poll.
local function readCapacity(id)
  local own = redis.call('HMGET', key.ownServer .. id, field.maxMeetings, field.maxUsers, field.spare,
    field.placed, field.joined)
  return {
    maxMeetings = text(own[1]), maxUsers = text(own[2]), spare = own[3] == 'true', placed = own[4] or '0',
    joined = own[5] or '0',
  }
end

-- Nil: nothing was said.
local function capacityOf(id)
  return isLimited(id) and readCapacity(id) or nil
end

-- Counts what comes to a server that has a capacity.
local function countOn(id, what)
  if isLimited(id) then redis.call('HINCRBY', key.ownServer .. id, what, 1) end
end

-- Takes off what was counted, never below 0.
local function uncountOn(id, what, by)
  local counted = tonumber(redis.call('HGET', key.ownServer .. id, what))
  if counted then redis.call('HSET', key.ownServer .. id, what, string.format('%.0f', math.max(0, counted - by))) end
end

-- Sets what is given and removes what is null.
local function changeCapacity(id, change)
  if not change then return end
  for name, value in pairs(change) do
    if value == cjson.null then redis.call('HDEL', key.ownServer .. id, name)
    else redis.call('HSET', key.ownServer .. id, name, value) end
  end
  local said = redis.call('HMGET', key.ownServer .. id, field.maxMeetings, field.maxUsers, field.spare)
  if said[1] or said[2] or said[3] then redis.call('SADD', key.limited, id)
  else
    redis.call('SREM', key.limited, id)
    redis.call('DEL', key.ownServer .. id)
  end
end

-- All of a server that the Ruby system does not know, and so leaves behind when it removes one.
local function dropOwn(id)
  redis.call('SREM', key.limited, id)
  redis.call('HDEL', key.awaited, id)
  redis.call('HDEL', key.rosters, id)
  redis.call('DEL', key.ownServer .. id, key.ownUsers .. id, key.strays .. id)
end

-- Makes a server of its hash and of what is kept of it elsewhere. To be in server_load decides, whatever the
-- state word.
local function complete(server, load, cordonedLoad, limited, awaitedUntil)
  server.load = load or server.state ~= 'enabled' and cordonedLoad or nil
  server.healthy, server.unhealthy = countersOf(server.id)
  server.capacity = limited and readCapacity(server.id) or nil
  server.awaitedUntil = awaitedUntil
  return server
end

local function readServer(id)
  local server = readServerHash(id)
  if not server then return nil end
  return complete(server, text(redis.call('ZSCORE', key.load, id)), text(redis.call('ZSCORE', key.cordonedLoad, id)),
    isLimited(id), text(redis.call('HGET', key.awaited, id)))
end

-- What a call about a meeting of its needs, and its load multiplier. Nil: no such server.
local function readHome(id)
  local hash = redis.call('HMGET', key.server .. id, field.url, field.secret, field.tag, field.state,
    field.online, field.loadMultiplier)
  if not hash[1] then return nil end
  return {
    id = id, url = hash[1], secret = text(hash[2]), tag = text(hash[3]), state = stateOf(id, hash[4]),
    online = hash[5] == 'true',
  }, multiplier(hash[6])
end

local useKeys = {
  meetings = key.useMeetings, users = key.useUsers, peakMeetings = key.usePeakMeetings, peakUsers = key.usePeakUsers,
}

-- Those who have nothing are left out.
local function setCount(hash, owner, count)
  if count > 0 then redis.call('HSET', hash, owner, string.format('%.0f', count)) else redis.call('HDEL', hash, owner) end
end

local function raise(hash, owner, count)
  if count > (tonumber(redis.call('HGET', hash, owner)) or 0) then
    redis.call('HSET', hash, owner, string.format('%.0f', count))
  end
end

-- The first of the limits that is reached.
local function reached(hash, limits)
  for _, limit in ipairs(limits or {}) do
    if (tonumber(redis.call('HGET', hash, limit.owner)) or 0) >= limit.max then return limit end
  end
end

-- Counts one more of those who have limits.
local function countUse(hash, peaks, limits)
  for _, limit in ipairs(limits or {}) do
    raise(peaks, limit.owner, redis.call('HINCRBY', hash, limit.owner, 1))
  end
end

local function dropLoad(id)
  redis.call('ZREM', key.load, id)
  redis.call('ZREM', key.cordonedLoad, id)
end

-- What comes to it; a server that takes no new meetings is left alone.
local function addLoad(id, by)
  redis.call('ZADD', key.load, 'XX', 'INCR', by, id)
end

-- What a placement of that size had added, never below 0.
local function giveLoadBack(id, size)
  local by = size * multiplier(redis.call('HGET', key.server .. id, field.loadMultiplier))
  for _, loads in ipairs({ key.load, key.cordonedLoad }) do
    local load = redis.call('ZSCORE', loads, id)
    if load then redis.call('ZADD', loads, 'XX', precise(math.max(0, load - by)), id) end
  end
  uncountOn(id, field.placed, 1)
end

-- Nil: no such meeting. Old records lack voice bridge and tenant; an empty tenant is none.
local function readMeeting(id)
  local hash = redis.call('HMGET', key.meeting .. id, field.serverId, field.moderatorPw, field.voiceBridge,
    field.tenantId)
  if not hash[1] then return nil end
  return {
    id = id, serverId = hash[1], moderatorPw = text(hash[2]),
    voiceBridge = hash[3] ~= '' and text(hash[3]) or nil, tenantId = hash[4] ~= '' and text(hash[4]) or nil,
  }
end

-- Whether the number stands for this meeting from now on. One noted for another is taken, also when that
-- one's record has expired: it comes back with its dial-in number. What nobody comes back for is swept.
local function claimNumber(number, id)
  return redis.call('HSETNX', key.voiceBridges, number, id) == 1
    or redis.call('HGET', key.voiceBridges, number) == id
end

local function writeMeeting(meeting, ttlMs)
  local hash = key.meeting .. meeting.id
  redis.call('DEL', hash)
  redis.call('HSET', hash, field.serverId, meeting.serverId, field.moderatorPw, meeting.moderatorPw,
    field.voiceBridge, meeting.voiceBridge or '', field.tenantId, meeting.tenantId or '')
  redis.call('PEXPIRE', hash, ttlMs)
  redis.call('SADD', key.meetings, meeting.id)
end

local function readRecords(ids)
  local records = {}
  for _, id in ipairs(ids) do
    local meeting = readMeeting(id)
    if meeting then
      meeting.expiresIn = redis.call('PTTL', key.meeting .. id)
      records[#records + 1] = meeting
    end
  end
  return records
end

local function mapOf(flat)
  local map = {}
  for at = 1, #flat, 2 do map[flat[at]] = flat[at + 1] end
  return map
end

-- By name in whatever letter case: the Ruby system kept names as they were typed. Nil: nobody's.
local function idOfTenant(name)
  local id = redis.call('HGET', key.tenantName .. name, field.id)
  if id then return id end
  local ids = redis.call('SMEMBERS', key.tenants)
  table.sort(ids)
  for _, one in ipairs(ids) do
    local stored = redis.call('HGET', key.tenant .. one, field.name)
    local same = stored and string.lower(stored) == string.lower(name)
    if same and redis.call('HGET', key.tenantName .. stored, field.id) == one then return one end
  end
end

-- A name that another tenant has taken over meanwhile stays that one's.
local function dropTenantName(name, id)
  if redis.call('HGET', key.tenantName .. name, field.id) == id then redis.call('DEL', key.tenantName .. name) end
end

-- Nil: no such tenant.
local function readTenant(id)
  local hash = redis.call('HGETALL', key.tenant .. id)
  if #hash == 0 then return nil end
  local own = redis.call('HGETALL', key.ownTenant .. id)
  return { id = id, hash = mapOf(hash), own = #own > 0 and mapOf(own) or nil }
end

-- Sets the fields, and removes those whose value is null.
local function changeOwn(id, change)
  for name, value in pairs(change or {}) do
    if value == cjson.null then redis.call('HDEL', key.ownTenant .. id, name)
    else redis.call('HSET', key.ownTenant .. id, name, value) end
  end
end
