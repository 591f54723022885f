local id = ask.id
local meeting = readMeeting(id)
if not meeting or meeting.serverId ~= ask.serverId then return 'null' end
if ask.settled then
  redis.call('DEL', key.creating .. id)
else
  -- With a deadline long past; it goes with the record.
  redis.call('SET', key.creating .. id, '0 ' .. ask.serverId)
  local left = redis.call('PTTL', key.meeting .. id)
  if left > 0 then redis.call('PEXPIRE', key.creating .. id, left) end
end
return 'null'
