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
    servers[#servers + 1] = complete(server, loads[id], cordonedLoads[id], limited[id], awaited[id])
  end
end
return jsonList(servers)
