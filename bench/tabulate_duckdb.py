"""Counts the same two-way tables in DuckDB, one thread, and prints processor seconds.

usage: tabulate_duckdb.py <folder written by the tabulate_bench example>

DuckDB gets its best: small integers and ENUM columns, one query per table, GROUPING SETS, and
the very plan of the kernel written in SQL (a few cubes first, every table a margin of one).
"""

import sys
import time

import duckdb

folder = sys.argv[1]
MODULUS = (1 << 61) - 1


def lists(name):
    with open(f"{folder}/{name}") as file:
        return [line.split() for line in file]


tables = [tuple(pair) for pair in lists("tables.txt")]
cubes = lists("plan.txt")
con = duckdb.connect()
con.execute("SET threads = 1")


def timed(work):
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def load():
    con.execute(f"CREATE TABLE header AS FROM read_csv('{folder}/victims.csv') LIMIT 0")
    names = [row[0] for row in con.execute("DESCRIBE header").fetchall()]
    types = ", ".join(f"'{name}': 'UTINYINT'" for name in names)
    con.execute(
        f"CREATE TABLE small AS FROM read_csv('{folder}/victims.csv', header = true, columns = {{{types}}})"
    )
    coded = []
    for name in names:
        highest = con.execute(f"SELECT max({name}) FROM small").fetchone()[0]
        labels = ", ".join(f"'c{code}'" for code in range(highest + 1))
        con.execute(f"CREATE TYPE {name}_code AS ENUM ({labels})")
        coded.append(f"('c' || {name})::{name}_code AS {name}")
    con.execute(f"CREATE TABLE enums AS SELECT {', '.join(coded)} FROM small")


def one_by_one(source):
    return [
        con.execute(f"SELECT {a}, {b}, count(*) FROM {source} GROUP BY ALL").fetchall() for a, b in tables
    ]


def grouping_sets(source):
    columns = sorted({column for pair in tables for column in pair})
    sets = ", ".join(f"({a}, {b})" for a, b in tables)
    rows = con.execute(
        f"SELECT GROUPING({', '.join(columns)}), {', '.join(columns)}, count(*) "
        f"FROM {source} GROUP BY GROUPING SETS ({sets})"
    ).fetchall()
    masks, places = {}, []
    for number, pair in enumerate(tables):
        absent = sum(1 << (len(columns) - 1 - at) for at, column in enumerate(columns) if column not in pair)
        masks[absent] = number
        places.append([1 + columns.index(column) for column in pair])
    counted = [[] for _ in tables]
    for row in rows:
        number = masks[row[0]]
        a, b = places[number]
        counted[number].append((row[a], row[b], row[-1]))
    return counted


def by_cubes(source):
    for number, cube in enumerate(cubes):
        names = ", ".join(cube)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE cube{number} AS "
            f"SELECT {names}, count(*) AS n FROM {source} GROUP BY {names}"
        )
    counted = []
    for a, b in tables:
        number = next(n for n, cube in enumerate(cubes) if a in cube and b in cube)
        counted.append(con.execute(f"SELECT {a}, {b}, sum(n)::BIGINT FROM cube{number} GROUP BY ALL").fetchall())
    return counted


def code(value):
    return int(value[1:]) if isinstance(value, str) else value


def checksum(counted):
    total = 0
    for number, cells in enumerate(counted, 1):
        for a, b, count in cells:
            total += (number * 1_000_003 + code(a) * 7_919 + code(b) * 31 + 1) * count
    return total % MODULUS


seconds, _ = timed(load)
print(f"duckdb {duckdb.__version__} loading: cpu_seconds={seconds:.2f}")
for way in (one_by_one, grouping_sets, by_cubes):
    for source in ("small", "enums"):
        seconds, counted = timed(lambda: way(source))
        print(f"duckdb {way.__name__} {source}: cpu_seconds={seconds:.4f} checksum={checksum(counted)}", flush=True)
