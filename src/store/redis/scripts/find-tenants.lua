-- The Ruby system kept names as they were typed; ours are asked for in lower case.
local function idOfName(name)
  local id = redis.call('HGET', key.tenantName .. name, field.id)
  if id then return { id } end
  local ids = redis.call('SMEMBERS', key.tenants)
  table.sort(ids)
  for _, one in ipairs(ids) do
    local stored = redis.call('HGET', key.tenant .. one, field.name)
    local same = stored and string.lower(stored) == name
    if same and redis.call('HGET', key.tenantName .. stored, field.id) == one then return { one } end
  end
  return {}
end

local ids = ask.id and { ask.id } or ask.name and idOfName(ask.name) or redis.call('SMEMBERS', key.tenants)
table.sort(ids)
local tenants = {}
for _, id in ipairs(ids) do
  local hash = redis.call('HGETALL', key.tenant .. id)
  if #hash > 0 then tenants[#tenants + 1] = { id = id, hash = mapOf(hash) } end
end
return jsonList(tenants)
