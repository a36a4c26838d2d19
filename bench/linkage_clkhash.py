"""Links or de-duplicates CSV files on encodings with clkhash and anonlink, by the same map as our own program.

usage: linkage_clkhash.py MAP.toml PAIRS.csv FILE [FILE2]

One filter of 1 024 bits a record: bigrams of names and places, unigrams with their position of dates and numbers, 100
bits a field (120 names and dates). Every record is compared with every other, pairs of Dice 0.6 or more are written (0.68 in one file)
with their similarity as probability, after anonlink's greedy one-to-one choice when there are two files. Prints one
line of JSON with the processor seconds of each step.
"""

import csv
import json
import resource
import sys
import time
import tomllib
import unicodedata

import anonlink
from clkhash import clk
from clkhash.comparators import NgramComparison
from clkhash.field_formats import BitsPerFeatureStrategy, FieldHashingProperties, StringSpec
from clkhash.schema import Schema

UNKNOWN = {"", "S.I.", "N.A.", "SIN DATO", "NO ESPECIFICADO", "SE DESCONOCE", "-", "XX"}
WORDS = {"given_name", "first_surname", "second_surname", "full_name", "place", "region", "address"}
HEAVY = {"given_name", "first_surname", "second_surname", "full_name", "birth_date", "birth_year"}
SKIP = {"sex"}


def plain(value):
    value = unicodedata.normalize("NFD", value.strip().upper())
    value = "".join(letter for letter in value if not unicodedata.combining(letter))
    return "" if value in UNKNOWN else value


def read(path, mapping, roles):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    ids = [row[mapping["id"]].strip() for row in rows]
    cells = [[plain(row.get(mapping["roles"][role], "")) for role in roles] for row in rows]
    return ids, cells


def schema(roles):
    fields = []
    for role in roles:
        compare = NgramComparison(2) if role in WORDS else NgramComparison(1, True)
        bits = 120 if role in HEAVY else 60
        hashing = FieldHashingProperties(comparator=compare, strategy=BitsPerFeatureStrategy(bits))
        fields.append(StringSpec(identifier=role, hashing_properties=hashing, case="mixed", regex=".*"))
    return Schema(fields, 1024)


def main():
    mapping = tomllib.load(open(sys.argv[1], "rb"))
    roles = [role for role in mapping["roles"] if role not in SKIP]
    files = [read(path, mapping, roles) for path in sys.argv[3:]]
    start = time.process_time()
    made = schema(roles)
    encoded = [list(clk.generate_clks(cells, made, "a secret for trying", validate=False, max_workers=1)) for _, cells in files]
    encoding = time.process_time() - start + children()
    start = time.process_time()
    sides = encoded if len(encoded) == 2 else encoded * 2
    found = anonlink.candidate_generation.find_candidate_pairs(
        sides, anonlink.similarities.dice_coefficient, 0.68 if len(encoded) == 1 else 0.6, k=None if len(encoded) == 1 else 50
    )
    comparing = time.process_time() - start
    ids = [files[0][0], files[-1][0]]
    pairs = write(sys.argv[2], found, ids, len(files))
    records = sum(len(one) for one in encoded)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "records": records,
                "encode_cpu": round(encoding, 2),
                "encode_records_per_s": round(records / encoding),
                "compare_cpu": round(comparing, 2),
                "compare_million_pairs_per_s": round(len(sides[0]) * len(sides[1]) / comparing / 1e6, 1),
                "pairs": pairs,
                "peak_mb": usage.ru_maxrss // 1024,
            }
        )
    )


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def write(path, found, ids, files):
    similarities, _, (left, right) = found
    pairs = 0
    taken = (set(), set())
    with open(path, "w") as out:
        out.write("a,b,p\n")
        for similarity, i, j in zip(similarities, left, right):
            if files == 1 and i >= j:
                continue
            if files == 2:
                if i in taken[0] or j in taken[1]:
                    continue
                taken[0].add(i), taken[1].add(j)
            out.write(f"{ids[0][i]},{ids[1][j]},{similarity:.4f}\n")
            pairs += 1
    return pairs


main()
