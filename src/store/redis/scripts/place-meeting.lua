local id = ask.meetingId
local time = now()

local function setOf(list)
  local set = {}
  for _, item in ipairs(list) do set[item] = true end
  return set
end

local function isSuspect(server)
  local untilTime = redis.call('ZSCORE', key.suspects, server)
  return untilTime and tonumber(untilTime) > time
end

-- The rule of cluster/placement.ts. Redis keeps equal loads in the order of the ids' bytes, so the first
-- that fits is the one; 1: of a wanted tag, 2: that but suspect, 3: untagged instead, 4: that but suspect.
local function choose()
  local tags, excluded = setOf(ask.tags), setOf(ask.exclude)
  local best, poolEmpty = {}, true
  local from, step = 0, 8
  repeat
    local ids = redis.call('ZRANGE', key.load, from, from + step - 1)
    for _, server in ipairs(ids) do
      local hash = redis.call('HMGET', key.server .. server, field.url, field.tag)
      if hash[1] then
        poolEmpty = false
        local tag = hash[2] ~= '' and hash[2] or nil
        local wanted = tag and tags[tag] or not tag and ask.untagged
        if not excluded[server] and (wanted or not tag and not ask.required) then
          local rank = (wanted and 1 or 3) + (isSuspect(server) and 1 or 0)
          best[rank] = best[rank] or server
          if rank == 1 then return server, poolEmpty end
        end
      end
    end
    from, step = from + step, step * 2
  until #ids == 0
  return best[2] or best[3] or best[4], poolEmpty
end

local function firstNumber()
  for _, number in ipairs(ask.voiceBridges) do
    if claimNumber(number, id) then return number end
  end
end

local function creationOf(meeting)
  local noted = redis.call('GET', key.creating .. id)
  local deadline, server = string.match(noted or '', '^(%d+) (.*)$')
  if not deadline or server ~= meeting.serverId then return 'settled' end
  return tonumber(deadline) > time and 'inFlight' or 'unsure'
end

local function known(meeting)
  if meeting.voiceBridge then
    -- Notes and list may have been lost from under the record.
    redis.call('HSETNX', key.voiceBridges, meeting.voiceBridge, id)
  else
    meeting.voiceBridge = firstNumber()
    if not meeting.voiceBridge then return json({ kind = 'noVoiceBridge' }) end
    redis.call('HSET', key.meeting .. id, field.voiceBridge, meeting.voiceBridge)
  end
  redis.call('SADD', key.meetings, id)
  redis.call('PEXPIRE', key.meeting .. id, ask.ttlMs)
  redis.call('PEXPIRE', key.creating .. id, ask.ttlMs)
  local server = readHome(meeting.serverId)
  return json({ kind = 'known', meeting = meeting, server = server, creation = creationOf(meeting) })
end

local function place(moved)
  local serverId, poolEmpty = choose()
  if not serverId then return json({ kind = 'unavailable', poolEmpty = poolEmpty }) end
  local number = moved and moved.voiceBridge or firstNumber()
  if not number then return json({ kind = 'noVoiceBridge' }) end
  if moved then giveLoadBack(moved.serverId) end
  local meeting = {
    id = id, serverId = serverId, moderatorPw = ask.moderatorPw, voiceBridge = number,
    tenantId = (moved or ask).tenantId,
  }
  writeMeeting(meeting, ask.ttlMs)
  local creating = string.format('%.0f %s', time + ask.inFlightMs, serverId)
  redis.call('SET', key.creating .. id, creating, 'PX', ask.ttlMs)
  local server, load = readHome(serverId)
  addLoad(serverId, load)
  return json({ kind = 'placed', meeting = meeting, server = server })
end

local meeting = readMeeting(id)
if not meeting then return place() end
if ask.tenantId and ask.tenantId ~= meeting.tenantId then return json({ kind = 'foreign' }) end
if ask.from == meeting.serverId then return place(meeting) end
return known(meeting)
