local meeting = readMeeting(ask.id)
if not meeting or (ask.tenantId and ask.tenantId ~= meeting.tenantId) then return 'null' end
local server, load = readHome(meeting.serverId)
if not server then return 'null' end
if ask.join then
  local limited = reached(useKeys.users, ask.limits)
  if limited then return json({ meeting = meeting, server = server, limited = limited }) end
  countUse(useKeys.users, useKeys.peakUsers, ask.limits)
  for _, limit in ipairs(ask.limits or {}) do
    redis.call('HINCRBY', key.ownUsers .. server.id, limit.owner, 1)
  end
  addLoad(server.id, load)
  countOn(server.id, field.joined)
end
return json({ meeting = meeting, server = server })
