local step = redis.call('SSCAN', key.meetings, ask.cursor, 'COUNT', ask.count)
return '{"cursor":' .. json(step[1]) .. ',"records":' .. jsonList(readRecords(step[2])) .. '}'
