for _, stray in ipairs(ask.strays) do
  local hash = key.strays .. stray.serverId
  redis.call('HSET', hash, stray.id, stray.record)
  redis.call('PEXPIRE', hash, ask.ttlMs)
end
return 'null'
