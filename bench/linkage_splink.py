"""Links or de-duplicates CSV files with Splink, in its usual settings, by the same map as our own program.

usage: linkage_splink.py MAP.toml PAIRS.csv FILE [FILE2]

Comparisons: names with term frequencies, date of birth, keys by edit distance, the rest exact or by similarity. Nine
blocking rules, u from random pairs, m by expectation maximisation in two or three blockings, no labels. Writes every
scored pair with its probability; prints one line of JSON with candidates and times.
"""

import json
import logging
import resource
import sys
import time
import tomllib
import unicodedata

import duckdb
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

UNKNOWN = {"", "S.I.", "N.A.", "SIN DATO", "NO ESPECIFICADO", "SE DESCONOCE", "-", "XX"}
NAMES = ["given_name", "first_surname", "second_surname", "full_name"]


def plain(value):
    """Capitals without accents, nothing for what is unknown: what any user of Splink does first."""
    value = unicodedata.normalize("NFD", value.strip().upper())
    value = "".join(letter for letter in value if not unicodedata.combining(letter))
    return None if value in UNKNOWN else " ".join(value.split())


def read(path, mapping):
    table = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
    out = pd.DataFrame({"unique_id": table[mapping["id"]].str.strip()})
    for role, column in mapping["roles"].items():
        if column in table:
            out[role] = table[column].map({cell: plain(cell) for cell in table[column].unique()})
    if "birth_date" in out:
        text = out["birth_date"].fillna("")
        day_first = text.str.fullmatch(r"\d\d/\d\d/\d{4}")
        text = text.where(~day_first, text.str[6:10] + "-" + text.str[3:5] + "-" + text.str[0:2])
        compact = text.str.fullmatch(r"\d{8}")
        text = text.where(~compact, text.str[0:4] + "-" + text.str[4:6] + "-" + text.str[6:8])
        out["birth_date"] = text.where(text.str.fullmatch(r"\d{4}-\d\d-\d\d"), None)
        out["born_in"] = text.str[0:4].where(text.str.match(r"\d{4}"), None)
    if "birth_year" in out:
        out["born_in"] = out["birth_year"]
    if "phone" in out:
        out["phone"] = out["phone"].str.replace(r"\D", "", regex=True).replace("", None)
    return out.astype(object).where(out.notna(), None)


def comparisons(roles):
    made = []
    for role in roles:
        if role in NAMES:
            made.append(cl.NameComparison(role).configure(term_frequency_adjustments=True))
        elif role == "birth_date":
            made.append(cl.DateOfBirthComparison(role, input_is_string=True))
        elif role in ("national_id", "phone"):
            made.append(cl.DamerauLevenshteinAtThresholds(role, [1, 2]))
        elif role in ("place", "region", "postcode"):
            levels = cl.LevenshteinAtThresholds(role, [1])
            made.append(levels.configure(term_frequency_adjustments=True))
        elif role == "address":
            made.append(cl.JaroWinklerAtThresholds(role, [0.92, 0.8]).configure(term_frequency_adjustments=True))
        elif role == "birth_year":
            made.append(cl.LevenshteinAtThresholds(role, [1]))
        elif role in ("sex", "street_number"):
            made.append(cl.ExactMatch(role))
    return made


def rules(roles, records):
    """The usual nine or so: pairs of fields that together are rare, of those that are there; single fields in small
    files, as Splink's own example for febrl has them."""
    has = set(roles)
    if records <= 20_000:
        single = ["national_id", "given_name", "first_surname", "second_surname", "birth_date", "postcode", "full_name"]
        return [[role] for role in single if role in has] + [["born_in", "region"]] * ({"born_in", "region"} <= has)
    wanted = [
        ["national_id"],
        ["phone"],
        ["given_name", "first_surname", "second_surname"],
        ["given_name", "birth_date"],
        ["first_surname", "birth_date"],
        ["second_surname", "birth_date"],
        ["given_name", "first_surname", "born_in"],
        ["given_name", "second_surname", "born_in"],
        ["first_surname", "second_surname", "born_in"],
        ["given_name", "first_surname", "postcode"],
        ["address", "street_number"],
        ["postcode", "birth_date"],
        ["given_name", "first_surname", "place"],
        ["first_surname", "second_surname", "place"],
        ["given_name", "second_surname", "region"],
        ["full_name"],
        ["substr(full_name,1,12)", "born_in"],
        ["substr(full_name,1,8)", "born_in", "region"],
        ["substr(full_name,-8)", "born_in", "region"],
        ["given_name", "first_surname"],
    ]
    if "second_surname" in has:
        wanted.remove(["given_name", "first_surname"])
    column = lambda part: part.split("(")[-1].split(",")[0].rstrip(")")
    there = lambda rule: all(column(part) in has for part in rule)
    kept = [rule for rule in wanted if there(rule)]
    return kept[:12]


def trainings(roles):
    has = set(roles)
    wanted = [
        ["given_name", "first_surname", "second_surname"],
        ["birth_date"],
        ["given_name", "first_surname"],
        ["full_name"],
        ["born_in", "region"],
        ["postcode", "first_surname"],
    ]
    return [rule for rule in wanted if all(part in has for part in rule)][:3]


def main():
    start = time.process_time()
    mapping = tomllib.load(open(sys.argv[1], "rb"))
    tables = [read(path, mapping) for path in sys.argv[3:]]
    roles = [role for role in mapping["roles"] if all(role in table for table in tables)]
    columns = set(roles) | ({"born_in"} if all("born_in" in table for table in tables) else set())
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    api = DuckDBAPI(connection)
    frames = [api.register(table, dataset_display_name=f"file_{at}") for at, table in enumerate(tables)]
    blocking = rules(columns, sum(map(len, tables)))
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        comparisons=comparisons(roles),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in blocking],
        retain_matching_columns=False,
    )
    linker = Linker(frames[0] if len(frames) == 1 else frames, settings, log_level=logging.ERROR)
    certain = [block_on(*rule) for rule in blocking[: 4 if "given_name" in columns else 1]]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in trainings(columns):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), max_pairs=1e6, record_sample_proportion=1.0
        )
    predicted = linker.inference.predict()
    name = predicted.physical_name
    connection.execute(
        f"COPY (SELECT unique_id_l a, unique_id_r b, match_probability p, match_weight w FROM {name}) "
        f"TO '{sys.argv[2]}' (HEADER)"
    )
    candidates = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "candidates": candidates,
                "rules": len(blocking),
                "cpu": round(time.process_time() - start, 2),
                "cpu_with_imports": round(usage.ru_utime + usage.ru_stime, 2),
                "peak_mb": usage.ru_maxrss // 1024,
            }
        )
    )


main()
