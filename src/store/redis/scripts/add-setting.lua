redis.call('HSET', key.setting .. ask.id, unpack(ask.fields))
redis.call('SADD', key.settings .. ask.tenantId, ask.id)
return 'null'
