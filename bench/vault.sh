#!/usr/bin/env bash
# What the log, the vault and the locks cost: bench/vault.sh [rows]
# Needs cargo, python3, 4 GB of memory and of temporary disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${1:-300000}
made=$(mktemp -d)
trap 'chmod -R u+w "$made"; rm -rf "$made"' EXIT
cargo build --release
cargo build --release -p store --example log_bench
sintra=$PWD/target/release/sintra

echo "== the log: durable entries a second, one by one and in groups, and verified entries a second"
target/release/examples/log_bench

"$sintra" demo --dir "$made/demo" >/dev/null
python3 bench/make_victims.py "$rows" "$made/plain.csv" --keys
python3 bench/make_victims.py "$rows" "$made/named.csv" --keys --identity

# The same rows into copies of one store, with identities sealed and without any, turn about.
import() {
  rm -rf "$made/turn" && mkdir "$made/turn" && cp -r "$made/demo/store" "$made/demo/store.key" "$made/turn/"
  cp "$made/demo/store.checkpoint" "$made/turn/"
  local began ended
  began=$(date +%s.%N)
  "$sintra" --store "$made/turn/store" import "$made/$1.csv" --authority pros-09-cmx --period 2018/2023 >/dev/null || true
  ended=$(date +%s.%N)
  echo "$1 $(echo "$ended - $began" | bc)"
}
echo "== import of $rows rows, seconds: without identities, and with each sealed"
for _ in 1 2 3; do import plain; import named; done | tee "$made/imports"
awk '{ if (!($1 in least) || $2 < least[$1]) least[$1] = $2 }
     END { printf "with the vault: %.0f %% of the rows a second without it\n", 100 * least["plain"] / least["named"] }' "$made/imports"

echo "== an opening: asked, granted, opened; each with its password under Argon2id"
seed=$(sed -n 3p "$made/demo/accounts.csv" | cut -d, -f3)
cd "$made/demo"
as() { local who=$1; shift; "$sintra" --store store --password-file password --as "$who" "$@"; }
record=$(as revision.pros-09-cmx --code "$("$sintra" account code "$seed")" identity records 10 |
  grep '"person"' | head -n 1 | sed 's/.*"record":\([0-9]*\).*/\1/')
as revision.pros-09-cmx identity ask "$record" --purpose bench --office-number 1
time as custodia1.pros-09-cmx --code "$("$sintra" account code "$seed")" identity grant 1 --purpose bench
time as revision.pros-09-cmx identity open 1 --purpose bench
