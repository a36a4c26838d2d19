#!/usr/bin/env python3
"""Writes a CSV of made-up victims in our own form: make_victims.py ROWS FILE [--keys] [--identity]."""

import random
import sys

HEAD = (
    "local_id,file_number,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,"
    "facts_on,facts_state,destination,detected_on,detected_by,offences,purposes,exploitation_form,recruitment_means,"
    "care_services,count"
)
SEX = ["Mujer", "Mujer", "Mujer", "Hombre", "S.I."]
STATES = [f"{n:02}" for n in range(1, 33)]
MARITAL = ["Soltera", "Casada", "Unión libre", "S.I."]
OFFENCES = [("art13", ""), ("art21", ""), ("art24", ""), ("art10", "III"), ("art10", "IV"), ("art10;art13", "III")]


def row(rng, number, keys):
    key = f"V-{number:08}" if keys else ""
    offences, purposes = rng.choice(OFFENCES)
    year, month = rng.randint(2013, 2016), rng.randint(1, 12)
    return ",".join(
        [
            key,
            f"CI-{rng.randint(1, 9999):04}-{year}",
            rng.choice(SEX),
            str(rng.randint(5, 60)),
            rng.choice(["Mexico", "Mexico", "Honduras", "S.I."]),
            rng.choice(STATES),
            rng.choice(["S.I.", "Soltera"]),
            "N.A.",
            "S.I.",
            f"{year}-{month:02}-{rng.randint(1, 28):02}",
            rng.choice(STATES),
            rng.choice(STATES),
            f"{year + 1}-{month:02}-{rng.randint(1, 28):02}",
            "S.I.",
            offences,
            purposes,
            "S.I.",
            "S.I.",
            "S.I.",
            "1",
        ]
    )


GIVEN = ["Zutana", "Mengana", "Perengana", "Fulano", "Citlali", "Erandi", "Itzel", "Yaretzi"]
SURNAMES = ["Inventada", "Deprueba", "Imaginaria", "Supuesta", "Ficticia", "Figurada"]


def identity(rng):
    """Somebody made up: names, and a day of birth."""
    born = f"{rng.randint(1960, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return f",{rng.choice(GIVEN)},{rng.choice(SURNAMES)},{rng.choice(SURNAMES)},{born}"


def main():
    rows, path, keys = int(sys.argv[1]), sys.argv[2], "--keys" in sys.argv
    sealed = "--identity" in sys.argv
    rng = random.Random(1)
    block = [row(rng, number, keys) for number in range(min(rows, 200_000))]
    if sealed:
        # Drawn after the rows, so that the same rows stand in both files.
        block = [line + identity(rng) for line in block]
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD + (",given_name,first_surname,second_surname,birth_date" if sealed else "") + "\n")
        written = 0
        while written < rows:
            for line in block[: rows - written]:
                if keys:
                    line = f"V-{written:08}" + line[line.index(",") :]
                out.write(line + "\n")
                written += 1


if __name__ == "__main__":
    main()
