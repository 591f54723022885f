local strays = {}
for _, server in ipairs(redis.call('SMEMBERS', key.servers)) do
  for _, record in ipairs(redis.call('HVALS', key.strays .. server)) do strays[#strays + 1] = record end
end
return jsonList(strays)
