#!/bin/sh
# Thirty two-way tables over ten million synthetic records: the kernel and DuckDB, in turn.
# usage: bench/tabulate.sh [rows] [repetitions]
set -eu
cd "$(dirname "$0")/.."
rows=${1:-10000000}
repetitions=${2:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet -p statistics --example tabulate_bench
bench=${CARGO_TARGET_DIR:-target}/release/examples/tabulate_bench
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet duckdb==2.0.0
"$bench" "$rows" "$work"

for repetition in $(seq "$repetitions"); do
    echo "repetition $repetition"
    "$bench" "$rows"
    "$work/venv/bin/python" bench/tabulate_duckdb.py "$work"
done | tee "$work/log"
"$work/venv/bin/python" bench/tabulate_summary.py "$work/log"
