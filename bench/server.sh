#!/usr/bin/env bash
# The site under load, on the loopback: bench/server.sh [scale] [seconds] [uploads]
# Needs cargo, python3, wrk (apt-get install wrk) and some gigabytes of temporary disk. The country has 19 600 rows times
# the scale; 500 people are signed in; 550 requests a second, one in eleven a case written down.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scale=${1:-100} seconds=${2:-600} uploads=${3:-300}
site=http://127.0.0.1:7420
ulimit -n 20000
made=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$made"' EXIT

cargo build --release --quiet
target/release/sintra demo --no-serve --dir "$made/demo" --scale "$scale" >"$made/said"
echo "rows received: $(awk '/renglones/ { sum += $2 } END { print sum }' "$made/said")"

began=$(date +%s%N)
target/release/sintra --store "$made/demo/store" --key "$made/demo/store.key" serve --listen 127.0.0.1:7420 >"$made/served" &
server=$!
until curl -fs "$site/sign-in" >/dev/null; do sleep 0.02; done
echo "start: $((($(date +%s%N) - began) / 1000000)) ms"
memory() { awk '/VmRSS/ { print "resident memory, '"$1"': " int($2 / 1024) " MB" }' "/proc/$server/status"; }
memory idle

python3 bench/server_load.py sign-in "$site" "$made/demo" "$made/sessions" 500
export LOAD_SESSIONS="$made/sessions" LOAD_VINTAGE
LOAD_VINTAGE=$(basename "$(find "$made/demo/store/vintages" -mindepth 1 -maxdepth 1 | head -n 1)")

cookie=$(awk -F '\t' '/^registro.pros/ { print $2; exit }' "$made/sessions")
for go in cold warm warm; do
  curl -fs -o /dev/null -H "Cookie: $cookie" -w "a two-way table, $go: %{time_total} s\n" \
    "$site/analysis?vintage=$LOAD_VINTAGE&register=victims&rows=sex&columns=destination&go=1"
done

echo "== $seconds s of reading and writing"
wrk -t 1 -c 55 -d "${seconds}s" --latency -s bench/server_load.lua "$site" | grep -v '^ '
memory "after the load"

echo "== deadline day: $uploads returns of 5 000 rows in $((uploads * 2)) s, and the pages beside them"
python3 bench/make_victims.py 5000 "$made/victims.csv" --keys
wrk -t 1 -c 25 -d "$((uploads * 2))s" --latency -s bench/server_load.lua "$site" >"$made/pages" &
python3 bench/server_load.py deadline "$site" "$made/sessions" "$made/victims.csv" "$uploads" $((uploads * 2))
wait %2
grep -v '^ ' "$made/pages"
memory "after the deadline"

echo "== idle sockets"
python3 bench/server_load.py idle "$site" 10000
