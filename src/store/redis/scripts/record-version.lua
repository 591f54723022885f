local hash = key.server .. ask.id
if redis.call('EXISTS', hash) == 1 then redis.call('HSET', hash, field.bbbVersion, ask.bbbVersion) end
return 'null'
