local named = ask.name and idOfTenant(string.lower(ask.name))
local ids = ask.id and { ask.id } or ask.name and { named } or redis.call('SMEMBERS', key.tenants)
table.sort(ids)
local tenants = {}
for _, id in ipairs(ids) do
  local hash = redis.call('HGETALL', key.tenant .. id)
  if #hash > 0 then tenants[#tenants + 1] = { id = id, hash = mapOf(hash) } end
end
return jsonList(tenants)
