#!/usr/bin/env bash
# The synthetic country from an empty folder to its report, in its true size and a hundred times larger.
# Usage: bench/demo.sh [scale ...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo build --release --quiet
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for scale in "${@:-1 100}"; do
  for one in $scale; do
    /usr/bin/time -f "scale $one: %e s by the clock, %U s of processor, %M KiB at most" \
      target/release/sintra demo --dir "$made/$one" --scale "$one" >"$made/said"
    records=$(awk '/renglones/ { sum += $2 } END { print sum }' "$made/said")
    echo "scale $one: $records rows received from $(grep -c renglones "$made/said") workbooks"
    rm -rf "${made:?}/$one"
  done
done
