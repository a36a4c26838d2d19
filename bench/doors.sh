#!/usr/bin/env bash
# How many logged readings a second one store gives to many, with and without imports: bench/doors.sh [seconds] [rows]
# Needs cargo and a disk whose forced writes are worth measuring; everything it makes goes again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --release -p operations --example doors_bench
exec target/release/examples/doors_bench "${1:-10}" "${2:-5000}"
