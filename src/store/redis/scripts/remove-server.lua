local id = ask.id
local known = isServer(id)
redis.call('DEL', key.server .. id)
-- Field by field: under the bare id another key of the layout may stand.
redis.pcall('HDEL', key.counters .. id, field.healthy, field.unhealthy)
redis.call('SREM', key.servers, id)
redis.call('SREM', key.enabled, id)
redis.call('ZREM', key.suspects, id)
dropLoad(id)
dropCapacity(id)
redis.call('DEL', key.ownUsers .. id, key.strays .. id)
redis.call('HDEL', key.awaited, id)
redis.call('HDEL', key.rosters, id)
return known and 'true' or 'false'
