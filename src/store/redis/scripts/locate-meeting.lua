local meeting = readMeeting(ask.id)
if not meeting or (ask.tenantId and ask.tenantId ~= meeting.tenantId) then return 'null' end
local server, load = readHome(meeting.serverId)
if not server then return 'null' end

local function orNull(value)
  if value == nil then return cjson.null end
  return value
end

-- A list: reading an object takes its reader twice as long, and no question is asked more often.
local function located(limited)
  return json({
    meeting.serverId, orNull(meeting.moderatorPw), orNull(meeting.voiceBridge), orNull(meeting.tenantId),
    server.url, orNull(server.secret), orNull(server.tag), server.state, server.online, orNull(limited),
  })
end

if ask.join then
  local limited = reached(useKeys.users, ask.limits)
  if limited then return located(limited) end
  countUse(useKeys.users, useKeys.peakUsers, ask.limits)
  for _, limit in ipairs(ask.limits or {}) do
    redis.call('HINCRBY', key.ownUsers .. server.id, limit.owner, 1)
  end
  addLoad(server.id, load)
  countOn(server.id, field.joined)
end
return located()
