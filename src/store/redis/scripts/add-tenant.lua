if redis.call('EXISTS', key.tenant .. ask.id) == 1 or idOfTenant(ask.name) then return 'false' end
redis.call('HSET', key.tenant .. ask.id, unpack(ask.fields))
changeOwn(ask.id, ask.own)
redis.call('HSET', key.tenantName .. ask.name, field.id, ask.id)
redis.call('SADD', key.tenants, ask.id)
return 'true'
