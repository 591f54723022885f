local id, state = ask.id, ask.state

local function moveLoad(from, to)
  local load = redis.call('ZSCORE', from, id)
  redis.call('ZREM', from, id)
  if load then redis.call('ZADD', to, 'NX', load, id) end
end

if not isServer(id) then return 'null' end
redis.call('HSET', key.server .. id, field.state, state)
redis.call(state == 'enabled' and 'SADD' or 'SREM', key.enabled, id)
if state == 'enabled' then
  moveLoad(key.cordonedLoad, key.load)
elseif state == 'cordoned' then
  moveLoad(key.load, key.cordonedLoad)
else
  dropLoad(id)
end
return json(readServer(id))
