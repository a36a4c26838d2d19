"""Runs a command and prints its processor seconds (user and system, with children), peak memory and elapsed time.

usage: linkage_measure.py NAME COMMAND…
"""

import resource
import subprocess
import sys
import time

start = time.monotonic()
done = subprocess.run(sys.argv[2:], stdout=sys.stderr, check=False)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(
    f"{sys.argv[1]}: {usage.ru_utime + usage.ru_stime:.2f} CPU s, {usage.ru_maxrss / 1024:.0f} MB at most, "
    f"{time.monotonic() - start:.1f} s elapsed",
    flush=True,
)
sys.exit(done.returncode)
