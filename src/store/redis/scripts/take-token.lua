local value = redis.call('GET', key.token .. ask.token)
if not value then return 'null' end
redis.call('DEL', key.token .. ask.token)
return json(value)
