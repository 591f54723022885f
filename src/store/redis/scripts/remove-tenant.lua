local name = redis.call('HGET', key.tenant .. ask.id, field.name)
local removed = redis.call('DEL', key.tenant .. ask.id)
if name then dropTenantName(name, ask.id) end
redis.call('DEL', key.ownTenant .. ask.id)
for _, hash in pairs(useKeys) do redis.call('HDEL', hash, ask.id) end
redis.call('SREM', key.tenants, ask.id)
for _, setting in ipairs(redis.call('SMEMBERS', key.settings .. ask.id)) do
  redis.call('DEL', key.setting .. setting)
end
redis.call('DEL', key.settings .. ask.id)
return removed == 1 and 'true' or 'false'
