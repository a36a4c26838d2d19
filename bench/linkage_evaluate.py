"""Measures scored pairs, or clusters, against the truth: blocking recall, precision, recall and F1 of pairs.

usage: linkage_evaluate.py TRUTH.csv [--across] [--errors ERRORS.csv] PAIRS.csv|CLUSTERS.csv …

The truth says `record_id,cluster_id`. A file of pairs has the two records first and a probability among its columns; a
file of clusters has `record_id,cluster_id`. With `--across` only pairs of two files count; the letters of a record's id
say of which file it is, or a second truth is given. With the errors, the share of true pairs lost is given by what the
clerks of the two records did.
"""

import argparse
import collections

import duckdb


def pairs_of(db, path, across):
    head = [name for name, *_ in db.execute(f"DESCRIBE SELECT * FROM read_csv('{path}', all_varchar=true)").fetchall()]
    db.execute("DROP TABLE IF EXISTS pairs")
    if head[1] == "cluster_id":
        db.execute(f"CREATE OR REPLACE TABLE c AS SELECT * FROM read_csv('{path}', all_varchar=true)")
        db.execute(
            "CREATE TABLE pairs AS SELECT least(a.record_id, b.record_id) a, greatest(a.record_id, b.record_id) b, "
            "1.0::DOUBLE p, 0.0::DOUBLE w FROM c a JOIN c b ON a.cluster_id = b.cluster_id AND a.record_id < b.record_id "
            "JOIN t ta ON ta.record_id = a.record_id JOIN t tb ON tb.record_id = b.record_id "
            + ("WHERE ta.side <> tb.side" if across else "")
        )
        return "clusters"
    p = next(name for name in head if name in ("p", "probability"))
    w = next((name for name in head if name in ("w", "weight", "match_weight")), p)
    db.execute(
        f"CREATE TABLE pairs AS SELECT least({head[0]}, {head[1]}) a, greatest({head[0]}, {head[1]}) b, "
        f"max({p}::DOUBLE) p, max({w}::DOUBLE) w FROM read_csv('{path}', all_varchar=true) GROUP BY 1, 2"
    )
    return "pairs"


def quality(right, found, true):
    return f"P {right / max(found, 1):.4f}  R {right / true:.4f}  F1 {2 * right / max(found + true, 1):.4f}"


def measure(db, kind, true):
    db.execute(
        "CREATE OR REPLACE TABLE judged AS SELECT p.*, t.a IS NOT NULL AS good FROM pairs p "
        "LEFT JOIN (SELECT least(a, b) a, greatest(a, b) b FROM true_pairs) t USING (a, b)"
    )
    if kind == "clusters":
        found, right = db.execute("SELECT count(*), count(*) FILTER (good) FROM judged").fetchone()
        print(f"  clusters          {quality(right, found, true)}  wrong {found - right}  missed {true - right}")
        return
    all_, good = db.execute("SELECT count(*), count(*) FILTER (good) FROM judged").fetchone()
    print(f"  pairs in the file {all_}; true pairs among them {good / true:.4f} of {true}")
    for at in (0.5, 0.9, 0.95, 0.99):
        found, right = db.execute("SELECT count(*), count(*) FILTER (good) FROM judged WHERE p >= ?", [at]).fetchone()
        print(f"  p >= {at:<12} {quality(right, found, true)}")
    best = db.execute(
        "SELECT 2 * good / (found + ?) f, found, good, w, p FROM (SELECT w, p, row_number() OVER o found, "
        "sum(good::INT) OVER o good FROM judged WINDOW o AS (ORDER BY w DESC ROWS UNBOUNDED PRECEDING)) "
        "ORDER BY f DESC LIMIT 1",
        [true],
    ).fetchone()
    print(f"  best              {quality(best[2], best[1], true)}  at w {best[3]:.2f}, p {best[4]:.5f}")


def by_error(db, path, at):
    """Of the true pairs with an error of a kind in one of the two records, the share that is lost, and how many."""
    db.execute(f"CREATE OR REPLACE TABLE e AS SELECT record_id, errors FROM read_csv('{path}', all_varchar=true)")
    rows = db.execute(
        "SELECT coalesce(x.errors, '') || '|' || coalesce(y.errors, ''), j.p, count(*) FROM true_pairs "
        "LEFT JOIN judged j ON j.a = least(true_pairs.a, true_pairs.b) AND j.b = greatest(true_pairs.a, true_pairs.b) "
        "JOIN e x ON x.record_id = true_pairs.a JOIN e y ON y.record_id = true_pairs.b GROUP BY ALL"
    ).fetchall()
    all_, absent, below = (collections.Counter() for _ in range(3))
    for errors, p, count in rows:
        for error in {error for error in errors.split("|") if error} or {"(none)"}:
            all_[error] += count
            absent[error] += count * (p is None)
            below[error] += count * (p is not None and p < at)
    print(f"  {'error in one of the two':26} pairs   not in file   below {at}   lost pairs")
    for error, count in sorted(all_.items(), key=lambda item: -(absent[item[0]] + below[item[0]])):
        lost = absent[error] + below[error]
        print(f"  {error:26} {count:8} {absent[error] / count:8.4f} {below[error] / count:8.4f} {lost:8}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("truth")
    parser.add_argument("--truth2")
    parser.add_argument("--across", action="store_true")
    parser.add_argument("--errors")
    parser.add_argument("--at", type=float, default=0.5)
    parser.add_argument("files", nargs="+")
    asked = parser.parse_args()
    db = duckdb.connect()
    db.execute("SET threads = 1")
    paths = [asked.truth] + ([asked.truth2] if asked.truth2 else [])
    sides = " UNION ALL ".join(
        f"SELECT record_id, cluster_id, "
        + (f"'{at}'" if asked.truth2 else "regexp_replace(record_id, '[0-9]+', '', 'g')")
        + f" side FROM read_csv('{path}', all_varchar=true)"
        for at, path in enumerate(paths)
    )
    db.execute(f"CREATE TABLE t AS {sides}")
    apart = "a.side < b.side" if asked.across else "a.record_id < b.record_id"
    db.execute(
        "CREATE TABLE true_pairs AS SELECT a.record_id a, b.record_id b FROM t a JOIN t b "
        f"ON a.cluster_id = b.cluster_id AND {apart}"
    )
    true = db.execute("SELECT count(*) FROM true_pairs").fetchone()[0]
    for path in asked.files:
        print(path.rsplit("/", 1)[-1])
        kind = pairs_of(db, path, asked.across)
        measure(db, kind, true)
        if asked.errors and kind == "pairs":
            by_error(db, asked.errors, asked.at)


main()
