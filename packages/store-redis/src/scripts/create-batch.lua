-- Records a batch, validating and due now; leaves an existing one as it is.
-- KEYS 1 the batch. ARGV 1 now, 2 tenant, 3 windowMs, 4 pools with permissions, 5… pool, permission, …, then fields and values.
-- Returns 1 and the record of the batch; 0 when the id belongs to another tenant.
-- uses: clock, batch
local now, tenant, pools = clock(ARGV[1]), ARGV[2], tonumber(ARGV[4])
local owner = redis.call('HGET', B, 'tenant')
if owner and owner ~= tenant then return { 0 } end
if not owner then
  redis.call('HSET', B, 'tenant', tenant, 'phase', 'validating', 'revision', 1, 'createdAt', now, 'deadlineAt',
    string.format('%d', now + tonumber(ARGV[3])), 'deduplicated', 0, 'total', 0, 'open', 0, 'succeeded', 0, 'failed', 0,
    'deadLettered', 0, 'expired', 0, 'cancelled', 0, 'dueAt', now, 'fence', 0, 'held', 0, 'woken', 0, 'lapses', 0)
  for index = 5, 4 + 2 * pools, 2 do redis.call('HSET', B .. ':permissions', '-:' .. ARGV[index], ARGV[index + 1]) end
  for index = 5 + 2 * pools, #ARGV, 2 do redis.call('HSET', B, ARGV[index], ARGV[index + 1]) end
  redis.call('RPUSH', B .. ':timeline', cjson.encode({ redis.call('HINCRBY', B, 'lastEvent', 1), string.format('%d', now), 'created', 'The batch was created.' }))
end
return { 1, redis.call('HGETALL', B) }
