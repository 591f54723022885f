local hash = key.ownUsers .. ask.id
for _, one in ipairs(ask.owners) do
  local now = tonumber(redis.call('HGET', hash, one.owner)) or 0
  setCount(hash, one.owner, one.seen + now - one.before)
end
return 'null'
