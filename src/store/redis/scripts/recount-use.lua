-- Of meetings only when nobody else counted since. What came while they were counted counts on top.
if (redis.call('GET', key.useCount) or '') == ask.before then
  redis.call('SET', key.useCount, ask.count)
  for _, one in ipairs(ask.meetings) do
    local now = tonumber(redis.call('HGET', useKeys.meetings, one.owner)) or 0
    setCount(useKeys.meetings, one.owner, one.counted + now - one.before)
    raise(useKeys.peakMeetings, one.owner, one.counted + now - one.before)
  end
end

local totals = {}
for _, id in ipairs(redis.call('SMEMBERS', key.servers)) do
  for owner, users in pairs(mapOf(redis.call('HGETALL', key.ownUsers .. id))) do
    totals[owner] = (totals[owner] or 0) + tonumber(users)
  end
end
for _, owner in ipairs(redis.call('HKEYS', useKeys.users)) do
  if not totals[owner] then redis.call('HDEL', useKeys.users, owner) end
end
for owner, users in pairs(totals) do
  setCount(useKeys.users, owner, users)
  raise(useKeys.peakUsers, owner, users)
end
return 'null'
