for _, id in ipairs(ask.ids) do
  redis.call('PEXPIRE', key.meeting .. id, ask.ttlMs)
  redis.call('PEXPIRE', key.creating .. id, ask.ttlMs)
end
return 'null'
