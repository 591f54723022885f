local tenant = redis.call('HGET', key.setting .. ask.id, field.tenantId)
if tenant then redis.call('SREM', key.settings .. tenant, ask.id) end
return redis.call('DEL', key.setting .. ask.id) == 1 and 'true' or 'false'
