local step = redis.call('SSCAN', key.meetings, ask.cursor, 'COUNT', ask.count)
local cleared = 0
for _, id in ipairs(step[2]) do
  if redis.call('EXISTS', key.meeting .. id) == 0 then
    cleared = cleared + redis.call('SREM', key.meetings, id)
  end
end
return json({ cursor = step[1], cleared = cleared })
