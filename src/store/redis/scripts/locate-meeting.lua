local meeting = readMeeting(ask.id)
if not meeting or (ask.tenantId and ask.tenantId ~= meeting.tenantId) then return 'null' end
local server, load = readHome(meeting.serverId)
if not server then return 'null' end
if ask.join then
  addLoad(server.id, load)
  countOn(server.id, field.joined)
end
return json({ meeting = meeting, server = server })
