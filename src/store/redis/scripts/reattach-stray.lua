local meeting = ask.meeting
local id, number = meeting.id, meeting.voiceBridge
local strays, known = key.strays .. meeting.serverId, readMeeting(id)
local isThere = known and known.serverId == ask.from and known.tenantId == meeting.tenantId
if not isThere or redis.call('HDEL', strays, id) == 0 then return 'false' end
local before = known.voiceBridge
if before and before ~= number and redis.call('HGET', key.voiceBridges, before) == id then
  redis.call('HDEL', key.voiceBridges, before)
end
meeting.voiceBridge = number and claimNumber(number, id) and number or nil
writeMeeting(meeting, ask.ttlMs)
redis.call('DEL', key.creating .. id)
return 'true'
