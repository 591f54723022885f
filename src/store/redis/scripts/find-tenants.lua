local named = ask.name and idOfTenant(string.lower(ask.name))
local ids = ask.id and { ask.id } or ask.name and { named } or redis.call('SMEMBERS', key.tenants)
table.sort(ids)
local tenants = {}
for _, id in ipairs(ids) do
  tenants[#tenants + 1] = readTenant(id)
end
return jsonList(tenants)
