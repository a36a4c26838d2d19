#!/bin/sh
# Linkage: our program beside Splink, and on encodings beside clkhash and anonlink, on the same sets in the same run.
# usage: bench/linkage.sh [SET…]        sets as in bench/linkage_sets.sh; febrl3 febrl4 d100000 l100000 when none is named
# For our program alone from 10 000 to 10 000 000 records there is bench/linkage_curve.sh.
# LINK is another command that links than `sintra link`; PEERS=no leaves the peers out; FOLDER keeps what is made.
set -eu
cd "$(dirname "$0")/.."
work=${FOLDER:-$(mktemp -d)}
[ -n "${FOLDER:-}" ] || trap 'rm -rf "$work"' EXIT
peers=${PEERS:-yes}
sets=${*:-febrl3 febrl4 d100000 l100000}

cargo build --release --quiet -p demo --example persons
link=${LINK:-${CARGO_TARGET_DIR:-target}/release/sintra link}
[ -n "${LINK:-}" ] || cargo build --release --quiet
environment() { # NAME PACKAGE…
    [ -d "$work/$1" ] && return
    python3 -m venv "$work/$1"
    name=$1
    shift
    "$work/$name/bin/pip" install --quiet "$@"
}
environment plain splink==5.0.0 duckdb==2.0.1 pandas
[ "$peers" = no ] || environment encoded clkhash==0.18.3 anonlink==0.15.3
python=$work/plain/bin/python

for set in $sets; do
    [ -f "$work/$set.map.toml" ] || bench/linkage_sets.sh "$work" "$set"
    files=$work/$set.csv across=
    case $set in
    l* | febrl4) files="$work/$set.a.csv $work/$set.b.csv" across=--across ;;
    esac
    map=$work/$set.map.toml
    echo "== $set"
    # shellcheck disable=SC2086
    {
        "$python" bench/linkage_measure.py ours $link $files --map "$map" --pairs "$work/ours.csv" --out "$work/clusters.csv"
        [ "$peers" = no ] ||
            "$python" bench/linkage_measure.py Splink "$python" bench/linkage_splink.py "$map" "$work/splink.csv" $files
        "$python" bench/linkage_measure.py ours-encoded $link $files --map "$map" --encoded --pairs "$work/ours-encoded.csv" \
            --out "$work/clusters-encoded.csv" || rm -f "$work/ours-encoded.csv"
        if [ "$peers" != no ] && [ "$(cat $files | wc -l)" -le 30000 ]; then
            "$python" bench/linkage_measure.py clkhash "$work/encoded/bin/python" bench/linkage_clkhash.py "$map" \
                "$work/clkhash.csv" $files
        fi
        results=
        for result in ours clusters splink ours-encoded clusters-encoded clkhash; do
            [ -f "$work/$result.csv" ] && results="$results $work/$result.csv"
        done
        errors=
        [ -f "$work/$set.errors.csv" ] && errors="--errors $work/$set.errors.csv"
        [ -z "${KINDS:-}" ] && errors=
        "$python" bench/linkage_evaluate.py "$work/$set.truth.csv" $across $errors $results
        rm -f $results
    }
done
