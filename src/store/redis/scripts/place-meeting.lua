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

-- Whether any server has a capacity; known once it was chosen.
local limited

-- The rule of cluster/capacity.ts.
local function isFull(server, capacity)
  local polled = redis.call('HMGET', key.server .. server, field.meetings, field.users)
  local function reaches(count, since, limit)
    return limit and (tonumber(count) or 0) + tonumber(since) >= tonumber(limit)
  end
  return reaches(polled[1], capacity.placed, capacity.maxMeetings)
    or reaches(polled[2], capacity.joined, capacity.maxUsers)
end

-- The rule of cluster/placement.ts. Redis keeps equal loads in the order of the ids' bytes, so the first
-- that fits is the one; 1: of a wanted tag, 2: that but suspect, 3: that but a spare, 4: a suspect spare, 5 to
-- 8: untagged instead, in the same order.
local function choose()
  local tags, excluded = setOf(ask.tags), setOf(ask.exclude)
  local best, poolEmpty = {}, true
  limited = redis.call('EXISTS', key.limited) == 1
  local from, step = 0, 8
  repeat
    local ids = redis.call('ZRANGE', key.load, from, from + step - 1)
    for _, server in ipairs(ids) do
      local hash = redis.call('HMGET', key.server .. server, field.url, field.tag)
      local capacity = limited and capacityOf(server)
      if hash[1] and not (capacity and isFull(server, capacity)) then
        poolEmpty = false
        local tag = hash[2] ~= '' and hash[2] or nil
        local wanted = tag and tags[tag] or not tag and ask.untagged
        if not excluded[server] and (wanted or not tag and not ask.required) then
          local rank = (wanted and 1 or 5) + (capacity and capacity.spare and 2 or 0)
            + (isSuspect(server) and 1 or 0)
          best[rank] = best[rank] or server
          if rank == 1 then return server, poolEmpty end
        end
      end
    end
    from, step = from + step, step * 2
  until #ids == 0
  for rank = 2, 8 do
    if best[rank] then return best[rank], poolEmpty end
  end
  return nil, poolEmpty
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
  local limits = not moved and ask.limits or nil
  local limit = reached(useKeys.meetings, limits)
  if limit then return json({ kind = 'limited', limit = limit }) end
  local serverId, poolEmpty = choose()
  if not serverId then return json({ kind = 'unavailable', poolEmpty = poolEmpty }) end
  local number = moved and moved.voiceBridge or firstNumber()
  if not number then return json({ kind = 'noVoiceBridge' }) end
  if moved then giveLoadBack(moved.serverId, ask.size) end
  local meeting = {
    id = id, serverId = serverId, moderatorPw = ask.moderatorPw, voiceBridge = number,
    tenantId = (moved or ask).tenantId,
  }
  countUse(useKeys.meetings, useKeys.peakMeetings, limits)
  writeMeeting(meeting, ask.ttlMs)
  local creating = string.format('%.0f %s', time + ask.inFlightMs, serverId)
  redis.call('SET', key.creating .. id, creating, 'PX', ask.ttlMs)
  local server, load = readHome(serverId)
  addLoad(serverId, precise(ask.size * load))
  if limited then countOn(serverId, field.placed) end
  return json({ kind = 'placed', meeting = meeting, server = server })
end

local meeting = readMeeting(id)
if not meeting then return place() end
if ask.tenantId and ask.tenantId ~= meeting.tenantId then return json({ kind = 'foreign' }) end
if ask.from == meeting.serverId then return place(meeting) end
return known(meeting)
