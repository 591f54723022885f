local ids = {}
for at, said in ipairs(ask.rosters) do ids[at] = said.id end
local kept = redis.call('HMGET', key.rosters, unpack(ids))
for at, said in ipairs(ask.rosters) do
  if said.roster == '' then
    if kept[at] then redis.call('HDEL', key.rosters, said.id) end
  elseif kept[at] ~= said.roster and isServer(said.id) then
    redis.call('HSET', key.rosters, said.id, said.roster)
  end
end
-- Some are of servers that the Ruby system has removed.
if redis.call('HLEN', key.rosters) > redis.call('SCARD', key.servers) then
  for _, id in ipairs(redis.call('HKEYS', key.rosters)) do
    if not isServer(id) then redis.call('HDEL', key.rosters, id) end
  end
end
return 'null'
