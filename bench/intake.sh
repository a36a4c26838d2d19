#!/usr/bin/env bash
# Checks and imports a made-up CSV of victims and says how long it took: bench/intake.sh [rows]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${1:-1000000}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
cargo build --release
cargo build --release -p intake --example check_speed
python3 bench/make_victims.py "$rows" "$made/victims.csv" --keys
echo "== check on one core, without the reading process"
for _ in 1 2 3; do target/release/examples/check_speed "$made/victims.csv" | head -n 1; done
echo "== sintra check: reading process and check together"
time target/release/sintra check "$made/victims.csv" --json >"$made/checked.json" || true
echo "== sintra import: stored, durable, with its receipt"
time target/release/sintra --store "$made/store" import "$made/victims.csv" --authority pros-09-cmx --period 2012/2017 |
  tail -n 1 || true
