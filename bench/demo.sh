#!/usr/bin/env bash
# The synthetic country from an empty folder to its report, in its true size and a hundred times larger.
# Usage: bench/demo.sh [scale ...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo build --release --quiet
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
if [[ $# -eq 0 ]]; then set -- 1 100; fi
for scale in "$@"; do
  /usr/bin/time -f "scale $scale: %e s by the clock, %U s of processor, %M KiB at most" \
    target/release/sintra demo --no-serve --dir "$made/$scale" --scale "$scale" >"$made/said"
  records=$(awk '/renglones/ { sum += $2 } END { print sum }' "$made/said")
  echo "scale $scale: $records rows received from $(grep -c renglones "$made/said") workbooks"
  rm -rf "${made:?}/$scale"
done
