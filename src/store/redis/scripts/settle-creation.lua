local meeting = ask.meeting
local id, number = meeting.id, meeting.voiceBridge
local known = readMeeting(id)
if known and known.serverId ~= meeting.serverId then return 'false' end
if not known then
  if not isServer(meeting.serverId) then return 'false' end
  meeting.voiceBridge = number and claimNumber(number, id) and number or nil
  writeMeeting(meeting, ask.ttlMs)
end
if ask.settled then
  redis.call('DEL', key.creating .. id)
else
  -- With a deadline long past; it goes with the record.
  redis.call('SET', key.creating .. id, '0 ' .. meeting.serverId)
  local left = redis.call('PTTL', key.meeting .. id)
  if left > 0 then redis.call('PEXPIRE', key.creating .. id, left) end
end
return 'true'
