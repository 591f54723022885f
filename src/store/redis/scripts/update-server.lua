local id = ask.id
if not isServer(id) then return 'null' end
if #ask.fields > 0 then redis.call('HSET', key.server .. id, unpack(ask.fields)) end
if ask.untag then redis.call('HDEL', key.server .. id, field.tag) end
changeCapacity(id, ask.capacity)
return json(readServer(id))
