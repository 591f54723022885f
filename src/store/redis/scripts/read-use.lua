local use = {}
for name, hash in pairs(useKeys) do use[name] = redis.call('HGETALL', hash) end
return '{"count":' .. json(redis.call('GET', key.useCount) or '') .. ',"meetings":' .. jsonList(use.meetings)
  .. ',"users":' .. jsonList(use.users) .. ',"peakMeetings":' .. jsonList(use.peakMeetings)
  .. ',"peakUsers":' .. jsonList(use.peakUsers) .. '}'
