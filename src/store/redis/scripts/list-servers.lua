-- What is kept of all in one place is read once; server by server it would be most of the work.
local loads = mapOf(redis.call('ZRANGE', key.load, 0, -1, 'WITHSCORES'))
local cordonedLoads = mapOf(redis.call('ZRANGE', key.cordonedLoad, 0, -1, 'WITHSCORES'))
local awaited = mapOf(redis.call('HGETALL', key.awaited))
local limited = {}
for _, id in ipairs(redis.call('SMEMBERS', key.limited)) do limited[id] = true end

local servers = {}
for _, id in ipairs(redis.call('SMEMBERS', key.servers)) do
  local server = readServerHash(id)
  if server then
    server.load = loads[id] or (server.state ~= 'enabled' and cordonedLoads[id] or nil)
    server.healthy, server.unhealthy = countersOf(id)
    server.capacity = limited[id] and readCapacity(id) or nil
    server.awaitedUntil = awaited[id]
    servers[#servers + 1] = server
  end
end
return jsonList(servers)
