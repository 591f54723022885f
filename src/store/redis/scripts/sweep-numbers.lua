local step = redis.call('HSCAN', key.voiceBridges, ask.cursor, 'COUNT', ask.count)
local cleared, orphans = 0, {}
for number, id in pairs(mapOf(step[2])) do
  if redis.call('EXISTS', key.meeting .. id) == 0 then
    if redis.call('SISMEMBER', key.meetings, id) == 1 then
      cleared = cleared + redis.call('HDEL', key.voiceBridges, number)
    else
      orphans[#orphans + 1] = { number = number, id = id }
    end
  end
end
return '{"cursor":' .. json(step[1]) .. ',"cleared":' .. cleared .. ',"orphans":' .. jsonList(orphans) .. '}'
