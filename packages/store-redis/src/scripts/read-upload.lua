-- An upload with its parts. Changes nothing.
-- KEYS 1 the upload, 2 its parts. ARGV 1 now, 2 tenant. Returns {now, record, parts}, or {} when the tenant has no such upload.
-- uses: clock, upload
if not isOf(ARGV[2]) then return {} end
return answerUpload(clock(ARGV[1]))
