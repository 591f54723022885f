return jsonList(redis.call('ZRANGEBYSCORE', key.suspects, '(' .. now(), '+inf'))
