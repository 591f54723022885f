local id = ask.id
local meeting = readMeeting(id)
if not meeting or (ask.serverId and ask.serverId ~= meeting.serverId) then return 'false' end
redis.call('DEL', key.meeting .. id, key.creating .. id)
redis.call('SREM', key.meetings, id)
local number = meeting.voiceBridge
if number and redis.call('HGET', key.voiceBridges, number) == id then
  redis.call('HDEL', key.voiceBridges, number)
end
for _, limit in ipairs(ask.limits or {}) do
  setCount(useKeys.meetings, limit.owner, (tonumber(redis.call('HGET', useKeys.meetings, limit.owner)) or 0) - 1)
end
if ask.release then giveLoadBack(meeting.serverId, ask.size) end
return 'true'
