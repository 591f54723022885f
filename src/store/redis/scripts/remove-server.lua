local id = ask.id
local known = isServer(id)
redis.call('DEL', key.server .. id)
-- Field by field: under the bare id another key of the layout may stand.
redis.pcall('HDEL', key.counters .. id, field.healthy, field.unhealthy)
redis.call('SREM', key.servers, id)
redis.call('SREM', key.enabled, id)
redis.call('ZREM', key.suspects, id)
dropLoad(id)
dropOwn(id)
return known and 'true' or 'false'
