for _, number in ipairs(ask.numbers) do
  local id = redis.call('HGET', key.voiceBridges, number)
  local meeting = id and readMeeting(id)
  local server = meeting and readHome(meeting.serverId)
  if server then
    return json({ meeting = meeting, server = server })
  end
end
return 'null'
