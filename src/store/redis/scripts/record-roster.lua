if ask.roster == '' then
  redis.call('HDEL', key.rosters, ask.id)
elseif isServer(ask.id) and redis.call('HGET', key.rosters, ask.id) ~= ask.roster then
  redis.call('HSET', key.rosters, ask.id, ask.roster)
  -- Some are of servers that the Ruby system has removed.
  if redis.call('HLEN', key.rosters) > redis.call('SCARD', key.servers) then
    for _, id in ipairs(redis.call('HKEYS', key.rosters)) do
      if not isServer(id) then redis.call('HDEL', key.rosters, id) end
    end
  end
end
return 'null'
