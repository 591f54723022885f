local servers = {}
for _, id in ipairs(redis.call('SMEMBERS', key.servers)) do
  servers[#servers + 1] = readServer(id)
end
return jsonList(servers)
