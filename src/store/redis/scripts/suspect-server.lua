local time = now()
redis.call('ZREMRANGEBYSCORE', key.suspects, '-inf', time)
if ask.forMs > 0 then
  redis.call('ZADD', key.suspects, time + ask.forMs, ask.id)
else
  redis.call('ZREM', key.suspects, ask.id)
end
return 'null'
