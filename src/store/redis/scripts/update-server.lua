local id = ask.id
if redis.call('EXISTS', key.server .. id) == 0 then return 'null' end
if #ask.fields > 0 then redis.call('HSET', key.server .. id, unpack(ask.fields)) end
if ask.untag then redis.call('HDEL', key.server .. id, field.tag) end
return json(readServer(id))
