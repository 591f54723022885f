for _, name in ipairs(ask.names) do
  if redis.call('GET', key.lease .. name) == ask.holder then redis.call('DEL', key.lease .. name) end
end
return 'null'
