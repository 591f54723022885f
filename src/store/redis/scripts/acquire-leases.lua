local mine = {}
for _, name in ipairs(ask.names) do
  local holder = redis.call('GET', key.lease .. name)
  if not holder or holder == ask.holder then
    redis.call('SET', key.lease .. name, ask.holder, 'PX', ask.ttlMs)
    mine[#mine + 1] = name
  end
end
return jsonList(mine)
