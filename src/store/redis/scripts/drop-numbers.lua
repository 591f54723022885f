local dropped = 0
for _, orphan in ipairs(ask.orphans) do
  local still = redis.call('HGET', key.voiceBridges, orphan.number) == orphan.id
    and redis.call('EXISTS', key.meeting .. orphan.id) == 0
  if still then dropped = dropped + redis.call('HDEL', key.voiceBridges, orphan.number) end
end
return tostring(dropped)
