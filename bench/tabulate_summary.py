"""Reads the lines of several paired runs and prints minimum, median and ratio to the kernel.

usage: tabulate_summary.py <log>
"""

import re
import statistics
import sys

KERNEL = "30 two-way tables"
seconds, checksums = {}, {}
with open(sys.argv[1]) as log:
    for line in log:
        found = re.match(r"(.*?): cpu_seconds=([0-9.]+)(?:.*checksum=(\d+))?", line)
        if found:
            what, taken, checksum = found.groups()
            seconds.setdefault(what, []).append(float(taken))
            checksums.setdefault(what, set()).add(checksum)

kernel = seconds[KERNEL]
print("| what | min CPU s | median CPU s | ratio of minima | ratio of medians |")
print("| --- | --- | --- | --- | --- |")
for what, taken in seconds.items():
    low, middle = min(taken), statistics.median(taken)
    ratios = f"{low / min(kernel):.1f} | {middle / statistics.median(kernel):.1f}"
    print(f"| {what} | {low:.3f} | {middle:.3f} | {ratios} |")

differing = [
    what for what in seconds if what.startswith("duckdb") and "loading" not in what and checksums[what] != checksums[KERNEL]
]
print("checksums differ: " + ", ".join(differing) if differing else "all checksums agree")
sys.exit(bool(differing))
