local hash = key.tenant .. ask.id
local old = redis.call('HGET', hash, field.name)
if not old then return 'null' end
if ask.name and (idOfTenant(ask.name) or ask.id) ~= ask.id then return '"taken"' end

if ask.dropLrs then
  for _, name in ipairs(redis.call('HKEYS', hash)) do
    if name ~= field.name and name ~= field.secrets then redis.call('HDEL', hash, name) end
  end
end
if #ask.fields > 0 then redis.call('HSET', hash, unpack(ask.fields)) end
if ask.addSecret then
  local secrets = redis.call('HGET', hash, field.secrets) or ''
  redis.call('HSET', hash, field.secrets, (secrets == '' and '' or secrets .. ':') .. ask.addSecret)
end
changeOwn(ask.id, ask.own)
if ask.name and ask.name ~= old then
  redis.call('HSET', key.tenantName .. ask.name, field.id, ask.id)
  dropTenantName(old, ask.id)
end
return json(readTenant(ask.id))
