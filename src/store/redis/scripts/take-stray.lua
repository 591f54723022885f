return redis.call('HDEL', key.strays .. ask.serverId, ask.id) == 1 and 'true' or 'false'
