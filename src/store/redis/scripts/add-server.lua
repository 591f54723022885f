local id = ask.id
if isServer(id) then return 'false' end
-- What an earlier server of this id left behind would make the new one available at once, or awaited.
dropLoad(id)
dropOwn(id)
redis.call('SREM', key.enabled, id)
redis.pcall('HDEL', key.counters .. id, field.healthy, field.unhealthy)
redis.call('DEL', key.server .. id)
redis.call('HSET', key.server .. id, unpack(ask.fields))
changeCapacity(id, ask.capacity)
redis.call('SADD', key.servers, id)
if ask.enabled then redis.call('SADD', key.enabled, id) end
return 'true'
