if ask.roster == '' then
  redis.call('HDEL', key.rosters, ask.id)
elseif isServer(ask.id) and redis.call('HGET', key.rosters, ask.id) ~= ask.roster then
  redis.call('HSET', key.rosters, ask.id, ask.roster)
end
return 'null'
