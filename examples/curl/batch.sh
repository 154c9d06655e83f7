#!/usr/bin/env bash
# Every call for files and batches, with nothing but bash and curl. Ends at the first answer that is not as it should be.
# Expects that no other client makes files and batches with the same key meanwhile.
#
#   SPILLWAY_URL      the server, http://127.0.0.1:8787 by default
#   SPILLWAY_API_KEY  the key, where the server asks for one
#   SPILLWAY_MODEL    a model that its engines serve, spillway-sim by default
set -euo pipefail

server="${SPILLWAY_URL:-http://127.0.0.1:8787}"
api="${server%/}/v1"
model="${SPILLWAY_MODEL:-spillway-sim}"
endpoint=/v1/chat/completions
wait_seconds=120

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# In a file, so that no list of processes shows the key.
printf 'authorization: Bearer %s\n' "${SPILLWAY_API_KEY:-none}" >"$work/authorization"
step='begin'

fail() {
  echo "batch.sh: ${step}: $*" >&2
  exit 1
}

# call STATUS CURL_ARGUMENT...: $body is the answer's text. Any other status ends the script.
call() {
  local expected="$1" status
  shift
  status="$(curl --silent --show-error --max-time 60 --header "@${work}/authorization" \
    --dump-header "$work/headers" --output "$work/body" --write-out '%{http_code}' "$@")" ||
    fail "no answer from ${server}"
  body="$(tr -d '\0' <"$work/body")"
  [ "$status" = "$expected" ] || fail "expected status ${expected}, got ${status}: ${body:0:500}"
}

# post STATUS PATH JSON CURL_ARGUMENT...
post() {
  local expected="$1" path="$2" json="$3"
  shift 3
  call "$expected" --header 'content-type: application/json' --data "$json" "$@" "${api}${path}"
}

# field NAME: the first string or number of that name in $body; empty where it is null or missing.
field() {
  local string="\"$1\": *\"([^\"]*)\"" number="\"$1\": *(-?[0-9.]+|true|false)"
  if [[ $body =~ $string ]] || [[ $body =~ $number ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

# header NAME: of the last answer.
header() {
  tr -d '\r' <"$work/headers" | sed -n "s/^$1: *//Ip"
}

# expect WHAT ACTUAL EXPECTED
expect() {
  [ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"
}

ok() {
  printf 'ok  %-12s %s\n' "$step" "$*"
}

lines() {
  wc -l <"$1" | tr -d ' '
}

# write_input FILE COUNT
write_input() {
  local index
  for ((index = 0; index < $2; index++)); do
    printf '{"custom_id":"line-%d","method":"POST","url":"%s","body":{"model":"%s","messages":[{"role":"user","content":"Name river number %d."}],"max_tokens":16}}\n' \
      "$index" "$endpoint" "$model" "$index"
  done >"$1"
}

# until_ended BATCH: polls it; $body is the batch at its end.
until_ended() {
  local deadline=$((SECONDS + wait_seconds))
  while :; do
    call 200 "${api}/batches/$1"
    case "$(field status)" in
    completed | failed | expired | cancelled) return ;;
    esac
    ((SECONDS < deadline)) || fail "it is still $(field status) after ${wait_seconds} s"
    sleep 0.5
  done
}

# order FILE: the create call's body.
order() {
  printf '{"input_file_id":"%s","endpoint":"%s","completion_window":"24h","metadata":{"made_by":"curl"}}' "$1" "$endpoint"
}

count=5
write_input "$work/input.jsonl" "$count"

step='upload'
call 200 --form purpose=batch --form "file=@${work}/input.jsonl" "${api}/files"
file="$(field id)"
expect 'bytes' "$(field bytes)" "$(wc -c <"$work/input.jsonl" | tr -d ' ')"
ok "$file"

step='retrieve'
call 200 "${api}/files/${file}"
expect 'filename' "$(field filename)" input.jsonl
ok "$(field bytes) bytes"

step='list files'
call 200 "${api}/files?purpose=batch&order=desc&limit=1"
[[ $body == *"\"$file\""* ]] || fail "the newest file is not ${file}"
ok "newest first"

step='create'
key="curl-$$-${RANDOM}-${RANDOM}"
post 200 /batches "$(order "$file")" --header "idempotency-key: ${key}"
batch="$(field id)"
ok "$batch"

step='create again'
post 200 /batches "$(order "$file")" --header "idempotency-key: ${key}"
expect 'the batch under the same key' "$(field id)" "$batch"
post 400 /batches "$(order "$file" | sed 's/24h/48h/')" --header "idempotency-key: ${key}"
ok 'the same key is the same batch, and no other'

step='poll'
until_ended "$batch"
expect 'status' "$(field status)" completed
expect 'completed' "$(field completed)" "$count"
output="$(field output_file_id)"
ok "$(field completed) of $(field total) answered"

step='list'
post 200 /batches "$(order "$file")"
second="$(field id)"
call 200 "${api}/batches?limit=1"
expect 'the first page' "$(field first_id)" "$second"
expect 'has_more' "$(field has_more)" true
call 200 "${api}/batches?limit=1&after=${second}"
expect 'the second page' "$(field first_id)" "$batch"
ok 'page after page'

step='content'
call 200 "${api}/files/${output}/content"
cp "$work/body" "$work/output.jsonl"
expect 'lines' "$(lines "$work/output.jsonl")" "$count"
expect 'answers' "$(grep -c '"status_code":200' "$work/output.jsonl")" "$count"
ok "${count} lines"

step='range'
call 206 --range 0-99 "${api}/files/${output}/content"
cmp -s <(head -c 100 "$work/output.jsonl") "$work/body" || fail 'the first 100 bytes are not those of the file'
expect 'content-range' "$(header content-range)" "bytes 0-99/$(wc -c <"$work/output.jsonl" | tr -d ' ')"
ok "$(header content-range)"

step='resume'
cp "$work/body" "$work/resumed.jsonl"
curl --silent --show-error --fail --header "@${work}/authorization" --continue-at - --output "$work/resumed.jsonl" \
  "${api}/files/${output}/content" || fail "curl ended with $?"
cmp -s "$work/output.jsonl" "$work/resumed.jsonl" || fail 'the resumed download is another file'
ok 'after 100 bytes, the rest'

step='results'
cursor='' pages=0
: >"$work/results.jsonl"
while :; do
  call 200 "${api}/batches/${batch}/results?order=input&limit=2${cursor:+&cursor=${cursor}}"
  cat "$work/body" >>"$work/results.jsonl"
  cursor="$(header spillway-cursor)"
  pages=$((pages + 1))
  [ "$(header spillway-done)" = true ] && break
  ((pages < 20)) || fail 'the pages have no end'
done
cmp -s "$work/output.jsonl" "$work/results.jsonl" || fail 'the pages together are not the output file'
ok "${pages} pages, the same lines"

step='follow'
curl --silent --show-error --fail --no-buffer --max-time 60 --header "@${work}/authorization" \
  "${api}/batches/${batch}/results?order=input&follow=true" >"$work/stream" || fail "curl ended with $?"
sed -n 's/^data: \({"id".*\)/\1/p' "$work/stream" >"$work/followed.jsonl"
cmp -s "$work/output.jsonl" "$work/followed.jsonl" || fail 'the stream holds other lines than the output file'
grep -q '^event: done' "$work/stream" || fail 'the stream does not say that it is done'
ok 'one stream, the same lines'

step='requests'
call 200 "${api}/batches/${batch}/requests?status=completed&custom_id=line-3"
request="$(field first_id)"
expect 'custom_id' "$(field custom_id)" line-3
call 200 "${api}/requests/${request}"
[[ $body == *'Name river number 3.'* ]] || fail 'the request does not show its input'
ok "$request"

step='timeline'
call 200 "${api}/batches/${batch}/timeline"
[[ $body == *'"created"'* ]] || fail 'it does not begin with its creation'
ok "$(grep -o '"type"' <<<"$body" | wc -l | tr -d ' ') events"

step='clone'
post 200 "/batches/${batch}/clone" '{"metadata":{"made_by":"curl"}}' --header "idempotency-key: ${key}-clone"
clone="$(field id)"
[ "$clone" != "$batch" ] || fail 'it is the same batch'
until_ended "$clone"
expect 'status' "$(field status)" completed
ok "$clone"

step='retry'
post 400 "/batches/${batch}/retry" '{}'
expect 'the code, with nothing to retry,' "$(field code)" conflict
post 200 "/batches/${batch}/retry" '{"statuses":["completed"]}'
expect 'the batch' "$(field id)" "$batch"
expect 'revision' "$(field revision)" 2
until_ended "$batch"
expect 'completed' "$(field completed)" "$count"
ok 'all of them, as revision 2'

step='cancel'
write_input "$work/long.jsonl" 2000
call 200 --form purpose=batch --form "file=@${work}/long.jsonl" "${api}/files"
long="$(field id)"
post 200 /batches "$(order "$long")"
cancelled="$(field id)"
post 200 "/batches/${cancelled}/cancel" ''
until_ended "$cancelled"
expect 'status' "$(field status)" cancelled
ok "$(field completed) of 2000 were answered before"

step='refuse'
call 404 "${api}/files/file-of-nobody"
call 404 "${api}/batches/batch_of_nobody"
call 400 "${api}/batches?limit=0"
expect 'param' "$(field param)" limit
ok 'unknown ids and wrong parameters'

step='delete'
until_ended "$second"
for id in "$file" "$long"; do
  call 200 --request DELETE "${api}/files/${id}"
  expect 'deleted' "$(field deleted)" true
  call 404 "${api}/files/${id}"
done
ok 'and they are gone'
