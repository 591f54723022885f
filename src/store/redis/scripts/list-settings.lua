local ids = redis.call('SMEMBERS', key.settings .. ask.tenantId)
table.sort(ids)
local settings = {}
for _, id in ipairs(ids) do
  local hash = redis.call('HGETALL', key.setting .. id)
  if #hash > 0 then settings[#settings + 1] = { id = id, hash = mapOf(hash) } end
end
return jsonList(settings)
