-- A file with the batches that were said to read it. Changes nothing.
-- KEYS 1 the file, 2 its readers. ARGV 1 now. Returns {now, record, batch, announced, …}.
-- uses: clock
return { clock(ARGV[1]), redis.call('HGETALL', KEYS[1]), redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES') }
