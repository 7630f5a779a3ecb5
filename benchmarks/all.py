"""Every benchmark in one run, as Markdown: `make bench`, or `python benchmarks/all.py`.

Each is a process of its own, one after the other, so that none inherits the memory of another.
"""

import argparse
import subprocess
import sys
from pathlib import Path

BENCHMARKS = ("engine", "space", "advise", "proofs", "growth", "start", "search", "store", "traffic", "flood", "memory")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all when none is named")
    chosen = parser.parse_args().only
    failed = []
    for name in BENCHMARKS:
        if not chosen or name in chosen:
            if subprocess.run([sys.executable, Path(__file__).with_name(f"{name}.py")], check=False).returncode:
                failed.append(name)
            print(flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
