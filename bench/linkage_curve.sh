#!/bin/sh
# What linkage costs from 10 000 to 10 000 000 records in one file: processor seconds and peak memory, in all and a record.
# usage: bench/linkage_curve.sh [RECORDS…]
# Needs 3 GB of disk for the largest. LINK is another command that links than `sintra link`; FOLDER keeps what is made.
set -eu
cd "$(dirname "$0")/.."
work=${FOLDER:-$(mktemp -d)}
[ -n "${FOLDER:-}" ] || trap 'rm -rf "$work"' EXIT

[ -n "${PERSONS:-}" ] || cargo build --release --quiet -p demo --example persons
link=${LINK:-${CARGO_TARGET_DIR:-target}/release/sintra link}
[ -n "${LINK:-}" ] || cargo build --release --quiet

echo "records: CPU s, MB at most; a record: microseconds, bytes"
for records in ${*:-10000 100000 1000000 10000000}; do
    set=d$records
    [ -f "$work/$set.map.toml" ] || bench/linkage_sets.sh "$work" "$set"
    # shellcheck disable=SC2086
    python3 bench/linkage_measure.py "$records" $link "$work/$set.csv" --map "$work/$set.map.toml" \
        --out "$work/clusters.csv" 2>"$work/said.txt" |
        awk '{ n = $1 + 0; printf "%d: %.2f, %d; %.1f, %.0f\n", n, $2, $5, 1e6 * $2 / n, 1048576 * $5 / n }'
    rm -f "$work/clusters.csv"
done
