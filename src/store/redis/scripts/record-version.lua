local hash = key.server .. ask.id
if isServer(ask.id) then redis.call('HSET', hash, field.bbbVersion, ask.bbbVersion) end
return 'null'
